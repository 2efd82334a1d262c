package io.runfolio.media.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program to run.
 *
 * @param program its path
 * @param arguments its arguments, passed as they are
 * @param workingFolder where it runs
 * @param timeLimit how long it may take before it and all its children are killed
 * @param maxOutputBytes how much of standard output is kept; more is read and dropped
 * @param maxErrorBytes how much of standard error is kept, from its end; more is read and dropped
 * @param maxMemoryBytes address space, where the system can limit it; 0 for no limit
 * @param maxFileBytes size of a file that it writes, where the system can limit it; 0 for no limit
 */
public record ChildCommand(
        Path program,
        List<String> arguments,
        Path workingFolder,
        Duration timeLimit,
        int maxOutputBytes,
        int maxErrorBytes,
        long maxMemoryBytes,
        long maxFileBytes) {

    public ChildCommand {
        arguments = List.copyOf(arguments);
    }
}

package io.runfolio.media.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Command line of a child process with its limits.
 *
 * @param program path of the program
 * @param arguments arguments, passed unchanged
 * @param workingFolder current folder of the process
 * @param timeLimit time after which the process and its descendants are killed
 * @param maxOutputBytes bytes of standard output to keep; the rest is read and dropped
 * @param maxErrorBytes bytes of standard error to keep, from its end; the rest is read and dropped
 * @param maxMemoryBytes limit on the address space, where the system supports it; 0 for none
 * @param maxFileBytes limit on the size of a written file, where the system supports it; 0 for none
 * @param input standard input of the process
 * @param environment variables beside the minimal ones; the worker's own are never passed
 */
public record ChildCommand(
        Path program,
        List<String> arguments,
        Path workingFolder,
        Duration timeLimit,
        int maxOutputBytes,
        int maxErrorBytes,
        long maxMemoryBytes,
        long maxFileBytes,
        byte[] input,
        Map<String, String> environment) {

    public ChildCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** Creates a command without input, in the minimal environment. */
    public ChildCommand(
            Path program,
            List<String> arguments,
            Path workingFolder,
            Duration timeLimit,
            int maxOutputBytes,
            int maxErrorBytes,
            long maxMemoryBytes,
            long maxFileBytes) {
        this(
                program,
                arguments,
                workingFolder,
                timeLimit,
                maxOutputBytes,
                maxErrorBytes,
                maxMemoryBytes,
                maxFileBytes,
                new byte[0],
                Map.of());
    }
}

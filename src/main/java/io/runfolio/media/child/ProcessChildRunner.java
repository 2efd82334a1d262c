package io.runfolio.media.child;

import io.runfolio.files.EnvironmentException;
import io.runfolio.files.InterruptedRunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs with the JDK's process API.
 *
 * <p>Where the system has the tools, a child leads its own process group, has low priority and limits, and dies with
 * this JVM. A call returns at most two seconds after the time limit, even if a grandchild ignores signals or holds the
 * output open. Thread-safe.
 */
public final class ProcessChildRunner implements ChildRunner {
    private static final long POLL_MILLIS = 500;
    /** Time to wait for remaining output, which an escaped process may hold open. */
    private static final Duration GRACE_AFTER_END = Duration.ofSeconds(5);

    private static final Duration GRACE_AFTER_KILL = Duration.ofMillis(400);
    /** Exit code of a shell, and of the wrappers, for a program that cannot be started. */
    private static final int NOT_STARTED = 127;

    /** Exit code for a program that exists but is not executable. */
    private static final int NOT_EXECUTED = 126;

    @Override
    public ChildResult run(ChildCommand command) {
        if (!Files.isDirectory(command.workingFolder())) {
            throw new EnvironmentException(
                    "Cannot start " + name(command) + ": its working folder " + command.workingFolder()
                            + " is not there",
                    null);
        }
        if (!Files.isExecutable(command.program())) {
            throw new ChildNotStartedException(
                    "Cannot start " + command.program() + ": the file is missing or not executable", null);
        }
        long began = System.nanoTime();
        Process process = start(command);
        ProcessTree tree = new ProcessTree(process);
        BoundedStreamReader output = BoundedStreamReader.start(process.getInputStream(), command.maxOutputBytes());
        BoundedStreamReader error = BoundedStreamReader.startTail(process.getErrorStream(), command.maxErrorBytes());
        boolean inTime;
        try {
            inTime = await(process, tree, began + command.timeLimit().toNanos());
        } catch (InterruptedException e) {
            tree.kill();
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Stopped while " + name(command) + " was running", e);
        }
        tree.kill();
        Duration grace = inTime ? GRACE_AFTER_END : GRACE_AFTER_KILL;
        byte[] said = error.keep(grace);
        byte[] written = output.keep(grace);
        error.close();
        output.close();
        int exit = inTime ? process.exitValue() : 128 + 9;
        if (exit == NOT_STARTED || exit == NOT_EXECUTED) {
            throw new ChildNotStartedException(
                    "Cannot start " + name(command) + ": " + text(said).strip(), null);
        }
        return new ChildResult(exit, written, said, !inTime, Duration.ofNanos(System.nanoTime() - began));
    }

    private static Process start(ChildCommand command) {
        List<String> line = new ArrayList<>(LaunchWrappers.prefix(command.maxMemoryBytes(), command.maxFileBytes()));
        line.add(command.program().toAbsolutePath().toString());
        line.addAll(command.arguments());
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(command.workingFolder().toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(ChildEnvironment.MINIMAL);
        environment.putAll(command.environment());
        try {
            Process process = ProcessStarter.start(builder);
            ChildInputWriter.write(command.input(), process.getOutputStream());
            return process;
        } catch (IOException e) {
            throw new ChildNotStartedException("Cannot start " + name(command) + ": " + e.getMessage(), e);
        }
    }

    private static boolean await(Process process, ProcessTree tree, long deadline) throws InterruptedException {
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return !process.isAlive();
            }
            if (process.waitFor(Math.min(left, POLL_MILLIS), TimeUnit.MILLISECONDS)) {
                return true;
            }
            tree.collect();
        }
    }

    private static String name(ChildCommand command) {
        Path file = command.program().getFileName();
        return file == null ? command.program().toString() : file.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }
}

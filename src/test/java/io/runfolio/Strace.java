package io.runfolio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs workers under strace, which counts, fails or delays their system calls. */
public final class Strace {
    /** System calls that change folders or flush. A call that the machine lacks is ignored. */
    static final String CHANGES =
            "/^(rename(at2?)?|linkat|link|unlink(at)?|rmdir|mkdir(at)?|fsync|fdatasync|ftruncate)$";

    /** After each change the thread is held up, so that a kill hits it before the next one; microseconds. */
    private static final int PAUSE = 20_000;

    private static final long LOOK_NANOS = 1_000_000;

    private Strace() {}

    /** Returns whether this machine has it and lets it trace. */
    public static boolean works() {
        try {
            Process process = new ProcessBuilder(
                            "strace", "-f", "--seccomp-bpf", "-e", "inject=fsync:error=EIO:when=9", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Drains an inbox while calls are tampered with; {@code when=K} in an option counts the calls of each thread. */
    static int drain(TestWorkspace testWorkspace, List<String> options, String... settings) {
        return start(testWorkspace, options, settings).waitFor();
    }

    static WorkerProcess start(TestWorkspace testWorkspace, List<String> options, String... settings) {
        List<String> prefix =
                new ArrayList<>(List.of("strace", "-f", "-qq", "-y", "-s", "0", "-o", log(testWorkspace) + ""));
        if (!options.contains("-P")) { // strace sends no signal at calls on one path if the filter is on
            prefix.add("--seccomp-bpf");
        }
        prefix.addAll(options);
        List<String> arguments = new ArrayList<>(List.of("worker", "--drain"));
        arguments.addAll(List.of(settings));
        return WorkerProcess.start(prefix, testWorkspace, arguments.toArray(String[]::new));
    }

    /**
     * Drains an inbox, kills the worker after its k-th change, and returns the number of changes. Changes count below
     * the workspace's folders, over all threads.
     */
    static long killAfter(TestWorkspace testWorkspace, int k) {
        return killAfter(testWorkspace, k, CHANGES);
    }

    /** As {@link #killAfter(TestWorkspace, int)}, with a pattern of the calls that count. */
    static long killAfter(TestWorkspace testWorkspace, int k, String calls) {
        WorkerProcess worker =
                start(testWorkspace, List.of("-e", "trace=" + calls, "-e", "inject=" + calls + ":delay_exit=" + PAUSE));
        Changes changes = new Changes(testWorkspace);
        while (worker.isAlive() && changes.count() < k) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        // strace itself would let go of the worker when killed
        worker.children().forEach(ProcessHandle::destroyForcibly);
        worker.waitFor();
        return changes.count();
    }

    /**
     * Runs a command and stops it after its {@code every}-th change and each further one. At each stop, the disk has
     * what SIGKILL would leave. Changes count below the workspace's folders. Returns the exit code.
     */
    static int frozenEvery(int every, TestWorkspace testWorkspace, Runnable look, String... command) {
        List<String> prefix = List.of(
                "strace",
                "-f",
                "-qq",
                "-y",
                "-s",
                "0",
                "-o",
                log(testWorkspace).toString(),
                "--seccomp-bpf",
                "-e",
                "trace=" + CHANGES,
                "-e",
                "inject=" + CHANGES + ":delay_exit=" + PAUSE);
        WorkerProcess process = WorkerProcess.start(prefix, testWorkspace, command);
        Changes changes = new Changes(testWorkspace);
        long next = every;
        while (process.isAlive()) {
            if (changes.count() < next) {
                LockSupport.parkNanos(LOOK_NANOS);
                continue;
            }
            process.children().forEach(child -> WorkerProcess.whilePaused(child, look));
            next = changes.count() + every;
        }
        return process.waitFor();
    }

    /** Counts calls below the folders of a workspace. Each look reads what strace has added. */
    private static final class Changes {
        private final TestWorkspace testWorkspace;
        private long offset;
        private long complete;

        Changes(TestWorkspace testWorkspace) {
            this.testWorkspace = testWorkspace;
        }

        long count() {
            Path log = log(testWorkspace);
            if (Files.notExists(log)) {
                return 0;
            }
            try (FileChannel channel = FileChannel.open(log)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - offset));
                while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) > 0) {
                    // reads on
                }
                String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
                int end = text.lastIndexOf('\n') + 1;
                complete += counted(text.substring(0, end));
                offset += end;
                return complete + counted(text.substring(end)); // a call that has begun counts, too
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private long counted(String text) {
            return text.lines().filter(line -> isBelow(testWorkspace, line)).count();
        }
    }

    /** Returns the traced calls below the workspace's folders, without the worker's log. */
    static List<String> calls(TestWorkspace testWorkspace) {
        Path log = log(testWorkspace);
        try {
            return Files.exists(log)
                    ? Files.readString(log, StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(line -> isBelow(testWorkspace, line))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isBelow(TestWorkspace testWorkspace, String line) {
        return line.contains(testWorkspace.root + "/") && !line.contains("/worker.log");
    }

    /** Returns the file of the calls that were traced. */
    static Path log(TestWorkspace testWorkspace) {
        return testWorkspace.root.resolveSibling(testWorkspace.root.getFileName() + ".calls");
    }
}

package io.runfolio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs workers under strace, which counts their system calls, makes them fail, or holds them up long enough to be killed there. */
final class Strace {
    /** Every call that changes what a folder says, or what is known to be on disk; a name that a machine lacks does no harm in a pattern. */
    static final String CHANGES =
            "/^(rename(at2?)?|linkat|link|unlink(at)?|rmdir|mkdir(at)?|fsync|fdatasync|ftruncate)$";

    /** After each change the thread is held up, so that a kill hits it before the next one; microseconds. */
    private static final int PAUSE = 10_000;

    private Strace() {}

    /** Returns whether this machine has it and lets it trace. */
    static boolean works() {
        try {
            Process process = new ProcessBuilder("strace", "-f", "-e", "inject=fsync:error=EIO:when=9", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Drains an inbox while calls are tampered with; {@code when=K} in an option counts the calls of each thread. */
    static int drain(Workshop workshop, List<String> options, String... settings) {
        return start(workshop, options, settings).waitFor();
    }

    static WorkerProcess start(Workshop workshop, List<String> options, String... settings) {
        List<String> prefix =
                new ArrayList<>(List.of("strace", "-f", "-qq", "-y", "-s", "0", "-o", log(workshop) + ""));
        prefix.addAll(options);
        List<String> arguments = new ArrayList<>(List.of("worker", "--drain"));
        arguments.addAll(List.of(settings));
        return WorkerProcess.start(prefix, workshop, arguments.toArray(String[]::new));
    }

    /** Drains an inbox, kills the worker right after its k-th change below the workshop's folders, over all its threads, and returns how many changes there were. */
    static long killAfter(Workshop workshop, int k) {
        return killAfter(workshop, k, CHANGES);
    }

    /** As {@link #killAfter(Workshop, int)}, with a pattern of the calls that count. */
    static long killAfter(Workshop workshop, int k, String calls) {
        WorkerProcess worker = start(
                workshop,
                List.of("--seccomp-bpf", "-e", "trace=" + calls, "-e", "inject=" + calls + ":delay_exit=" + PAUSE));
        while (worker.isAlive() && changes(workshop) < k) {
            LockSupport.parkNanos(500_000);
        }
        // strace itself would let go of the worker when killed
        worker.children().forEach(ProcessHandle::destroyForcibly);
        worker.waitFor();
        return changes(workshop);
    }

    /**
     * Runs a command, holds it still after its {@code every}-th change below the workshop's folders and each further one, and shows what is on disk then: what a SIGKILL there would leave. Returns its exit code.
     */
    static int frozenEvery(int every, Workshop workshop, Runnable look, String... command) {
        List<String> prefix = List.of(
                "strace",
                "-f",
                "-qq",
                "-y",
                "-s",
                "0",
                "-o",
                log(workshop).toString(),
                "--seccomp-bpf",
                "-e",
                "trace=" + CHANGES,
                "-e",
                "inject=" + CHANGES + ":delay_exit=" + PAUSE);
        WorkerProcess process = WorkerProcess.start(prefix, workshop, command);
        long next = every;
        while (process.isAlive()) {
            if (changes(workshop) < next) {
                LockSupport.parkNanos(500_000);
                continue;
            }
            process.children().forEach(child -> WorkerProcess.whileStopped(child, look));
            next = changes(workshop) + every;
        }
        return process.waitFor();
    }

    private static long changes(Workshop workshop) {
        return calls(workshop).size();
    }

    /** Returns the lines of the traced calls below the workshop's folders, without those of the worker's own log. */
    static List<String> calls(Workshop workshop) {
        Path log = log(workshop);
        try {
            return Files.exists(log)
                    ? Files.readString(log, StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(line -> line.contains(workshop.root + "/") && !line.contains("/worker.log"))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the file of the calls that were traced. */
    static Path log(Workshop workshop) {
        return workshop.root.resolveSibling(workshop.root.getFileName() + ".calls");
    }
}

package io.runfolio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A real worker: the command line in a process of its own. */
public final class WorkerProcess {
    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        // a test that failed leaves no worker behind
        Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path log;

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static WorkerProcess start(TestWorkspace testWorkspace, String... arguments) {
        return start(List.of(), testWorkspace, arguments);
    }

    /** @param prefix a program that runs the worker, such as strace, with its options */
    public static WorkerProcess start(List<String> prefix, TestWorkspace testWorkspace, String... arguments) {
        return start(prefix, List.of(), testWorkspace, arguments);
    }

    /** @param virtualMachine options of Java that count more than those of the tests, such as {@code -Xmx64m} */
    public static WorkerProcess start(
            List<String> prefix, List<String> virtualMachine, TestWorkspace testWorkspace, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(commandLine(testWorkspace));
        command.addAll(command.size() - 3, virtualMachine);
        command.addAll(List.of(arguments));
        command.addAll(testWorkspace.options());
        Path log = testWorkspace.root.resolve("worker.log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(testWorkspace.root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            STARTED.add(process);
            process.onExit().thenAccept(STARTED::remove);
            return new WorkerProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the command that starts the program, without its arguments. */
    public static List<String> commandLine(TestWorkspace testWorkspace) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + testWorkspace.temporary,
                "-XX:+UseSerialGC",
                "-cp",
                TestClassArchive.classPath(),
                "io.runfolio.cli.RunfolioCommand"));
        command.addAll(command.size() - 3, TestClassArchive.javaOptions());
        return command;
    }

    public long pid() {
        return process.pid();
    }

    public List<ProcessHandle> children() {
        return process.children().toList();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Lets it work for so long, or until it ends by itself. */
    public void waitUpTo(Duration time) {
        try {
            process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        waitFor();
    }

    /**
     * Stops it in its tracks; returns when none of its threads is in the middle of a call into the system. Linux only.
     */
    void pause() {
        pause(process.toHandle());
    }

    /** Lets it go on after {@link #pause()}. */
    void resume() {
        signal(process.toHandle(), "CONT");
    }

    /** Does something while a process is stopped in its tracks, unless it has just ended. Linux only. */
    static void whilePaused(ProcessHandle process, Runnable work) {
        pause(process);
        if (process.isAlive()) {
            work.run();
            signal(process, "CONT");
        }
    }

    private static void pause(ProcessHandle process) {
        signal(process, "STOP");
        while (process.isAlive() && !isStopped(process)) {
            Thread.onSpinWait();
        }
    }

    private static void signal(ProcessHandle process, String name) {
        if (!Programs.succeeds("kill", "-" + name, String.valueOf(process.pid())) && process.isAlive()) {
            throw new IllegalStateException("process " + process.pid() + " cannot be sent " + name);
        }
    }

    /** Returns whether all threads are stopped, by a signal or by a tracer ({@code t}). */
    private static boolean isStopped(ProcessHandle process) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", "" + process.pid(), "task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                if (Character.toUpperCase(stat.charAt(stat.lastIndexOf(')') + 2)) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false; // a thread has just ended
        }
    }

    /** Returns what it and those before it in its workshop wrote. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, then the exit code. */
    public int stop() {
        process.destroy();
        return waitFor();
    }

    public int waitFor() {
        return waitFor(Duration.ofSeconds(120));
    }

    int waitFor(Duration longest) {
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the worker did not end; its log is " + log);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package io.runfolio;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server of somebody else in a JVM of its own, such as a broker or a store of objects. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path log;
    private Process process;

    /** @param log the file that its output is appended to */
    public ServerProcess(List<String> command, Path log) {
        this.command = command;
        this.log = log;
    }

    /**
     * Returns a command of Java.
     *
     * @param options options of the JVM, such as the size of its heap
     * @param arguments the main class or a source file, and its arguments
     */
    public static List<String> java(List<Path> classPath, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.add("-cp");
        command.add(classPath.stream()
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
        command.addAll(arguments);
        return command;
    }

    /** Returns the class path of this JVM without the classes of the tests. */
    public static List<Path> classPathWithoutTests() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(Path::of)
                .toList();
    }

    /** Returns the libraries that the build has copied for a module next to this one. */
    public static List<Path> librariesOf(String module) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", module, "target", "libraries"))) {
            return files.sorted().toList();
        }
    }

    /** Starts it, also after {@link #kill()}, without waiting for it. */
    public void start() throws IOException {
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        process = started;
    }

    /** Waits until it answers; an exception of the condition is no answer. Fails if the process has ended. */
    public void awaitReady(Callable<Boolean> answers) {
        Awaitility.await().atMost(SOON).ignoreExceptions().until(() -> !process.isAlive() || answers.call());
        if (!process.isAlive()) {
            throw new AssertionError("the server ended: " + log());
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; its files stay. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

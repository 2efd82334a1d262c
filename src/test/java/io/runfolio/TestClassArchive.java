package io.runfolio;

import io.runfolio.files.DurableFiles;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A class archive for test workers, made once for a build. It saves a third of their start. */
final class TestClassArchive {
    private static final List<String> OPTIONS = options();

    private TestClassArchive() {}

    /**
     * Returns the class path of a worker: ours, without the tests. Where the jar has been packaged, it is the jar
     * alone: its manifest names its libraries, and to name them twice would open all of them twice.
     */
    static String classPath() {
        List<String> entries = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        boolean hasExtension =
                entries.stream().anyMatch(entry -> entry.contains(File.separator + "extensions" + File.separator));
        return entries.stream()
                .filter(entry -> !hasExtension && entry.endsWith(File.separator + "runfolio.jar"))
                .findFirst()
                .orElseGet(() -> entries.stream()
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .collect(Collectors.joining(File.pathSeparator)));
    }

    /** Returns the JVM options that select the archive. */
    static List<String> javaOptions() {
        return OPTIONS;
    }

    private static List<String> options() {
        Path jar = Path.of(classPath());
        if (!jar.endsWith("runfolio.jar")) {
            return List.of(); // folders of classes have no archive
        }
        try {
            Path folder = Files.createDirectories(jar.resolveSibling("test-archives"));
            Path archive =
                    folder.resolve("worker-" + Files.getLastModifiedTime(jar).toMillis() + ".jsa");
            // JVMs of tests side by side share it
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (Files.notExists(archive) && lock.isValid()) {
                    make(archive);
                }
            }
            return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void make(Path archive) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("shared-classes");
        TestWorkspace testWorkspace = new TestWorkspace(folder.resolve("trial"));
        testWorkspace.writePicture("a.png", 200, 100, 1);
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png"));
        Path made = archive.resolveSibling(archive.getFileName() + ".part");
        Process process = drain(
                testWorkspace,
                List.of("--http", "--set", "runfolio.http.port=0", "--set", "runfolio.http.management-port=0"),
                "-XX:ArchiveClassesAtExit=" + made,
                "-XX:TieredStopAtLevel=1");
        if (process.waitFor(5, TimeUnit.MINUTES) && Files.exists(made)) {
            Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
        }
        DurableFiles.tryDeleteTree(folder);
    }

    /** Starts a worker that drains a workshop's inbox, with these options of Java and no archive. */
    static Process drain(TestWorkspace testWorkspace, String... options) throws IOException {
        return drain(testWorkspace, List.of(), options);
    }

    private static Process drain(TestWorkspace testWorkspace, List<String> more, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(), "io.runfolio.cli.RunfolioCommand", "worker", "--drain"));
        command.addAll(
                List.of("--inbox", testWorkspace.inbox.toString(), "--outputs", testWorkspace.outputs.toString()));
        command.addAll(more);
        return new ProcessBuilder(command)
                .directory(testWorkspace.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

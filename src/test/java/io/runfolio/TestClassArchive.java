package io.runfolio;

import io.runfolio.files.DurableFiles;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A class archive for test workers, made once, which saves a third of their start. */
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
        try {
            Path folder = Files.createTempDirectory("shared-classes");
            Path archive = folder.resolve("worker.jsa");
            archive.toFile().deleteOnExit();
            folder.toFile().deleteOnExit();
            TestWorkspace testWorkspace = new TestWorkspace(folder.resolve("trial"));
            testWorkspace.writePicture("a.png", 200, 100, 1);
            testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png"));
            Process process = drain(testWorkspace, "-XX:ArchiveClassesAtExit=" + archive, "-XX:TieredStopAtLevel=1");
            boolean ended = process.waitFor(2, TimeUnit.MINUTES);
            DurableFiles.tryDeleteTree(testWorkspace.root);
            boolean made = ended && Files.exists(archive);
            return made ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a worker that drains a workshop's inbox, with these options of Java and no archive. */
    static Process drain(TestWorkspace testWorkspace, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(), "io.runfolio.cli.RunfolioCommand", "worker", "--drain"));
        command.addAll(
                List.of("--inbox", testWorkspace.inbox.toString(), "--outputs", testWorkspace.outputs.toString()));
        return new ProcessBuilder(command)
                .directory(testWorkspace.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

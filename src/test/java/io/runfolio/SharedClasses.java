package io.runfolio;

import io.runfolio.run.ScratchFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An archive of the worker's classes, made once, from which test workers start with a third less work. Without one they start as ever. */
final class SharedClasses {
    private static final List<String> OPTIONS = options();

    private SharedClasses() {}

    /**
     * Returns the class path of a worker: ours, without the tests. Where the jar has been packaged, it is the jar alone:
     * its manifest names its libraries, and to name them twice would open all of them twice.
     */
    static String classPath() {
        List<String> entries = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        return entries.stream()
                .filter(entry -> entry.endsWith(File.separator + "runfolio.jar"))
                .findFirst()
                .orElseGet(() -> entries.stream()
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .collect(Collectors.joining(File.pathSeparator)));
    }

    /** Returns what the JVM of a worker is told about the archive. */
    static List<String> use() {
        return OPTIONS;
    }

    private static List<String> options() {
        try {
            Path folder = Files.createTempDirectory("shared-classes");
            Path archive = folder.resolve("worker.jsa");
            archive.toFile().deleteOnExit();
            folder.toFile().deleteOnExit();
            Workshop workshop = new Workshop(folder.resolve("trial"));
            workshop.picture("a.png", 200, 100, 1);
            workshop.drop("a.json", Workshop.event("a", "succeeded", "a.png"));
            Process process = drain(workshop, "-XX:ArchiveClassesAtExit=" + archive, "-XX:TieredStopAtLevel=1");
            boolean ended = process.waitFor(2, TimeUnit.MINUTES);
            ScratchFolder.remove(workshop.root);
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
    static Process drain(Workshop workshop, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(), "io.runfolio.cli.RunfolioCommand", "worker", "--drain"));
        command.addAll(List.of("--inbox", workshop.inbox.toString(), "--outputs", workshop.outputs.toString()));
        return new ProcessBuilder(command)
                .directory(workshop.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

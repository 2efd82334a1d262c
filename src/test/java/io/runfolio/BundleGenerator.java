package io.runfolio;

import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Fills an outputs folder with copies of one generated bundle under other names, without flushes. */
final class BundleGenerator {
    private static final int A_DAY = 1000;
    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
    private static final String KEY = "the-first-of-many";

    private final TestWorkspace testWorkspace;
    private final Map<String, String> files = new TreeMap<>();
    private final RunArtifact model;

    private BundleGenerator(TestWorkspace testWorkspace) throws IOException {
        this.testWorkspace = testWorkspace;
        RunRequest request = RunRequest.builder("failed", "many")
                .idempotencyKey(KEY)
                .prompt("one of many")
                .build();
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            model = runfolio.createRunArtifact(request);
        }
        for (String name : new String[] {"run.json", "manifest.json", "notes.md", "artifacts.json", "prompt.txt"}) {
            files.put(
                    name,
                    Files.readString(
                            testWorkspace.outputs.resolve(model.runDir()).resolve(name)));
        }
    }

    /** Adds so many bundles, their lines and their events, and one that they are made after. */
    static void write(TestWorkspace testWorkspace, int count) throws IOException {
        BundleGenerator many = new BundleGenerator(testWorkspace);
        IntStream.range(0, (count + A_DAY - 1) / A_DAY).parallel().forEach(day -> many.day(day, count));
        many.lines(testWorkspace.outputs.resolve("index.jsonl"), count);
        many.lines(testWorkspace.outputs.resolve(".runfolio/events.jsonl"), count);
    }

    private void day(int day, int count) {
        try {
            Path folder = Files.createDirectories(testWorkspace.outputs.resolve(name(day)));
            for (int i = day * A_DAY; i < Math.min(count, (day + 1) * A_DAY); i++) {
                Path bundle = Files.createDirectory(folder.resolve(runId(i)));
                for (String part : new String[] {"inputs", "original", "web", "thumb", "logs"}) {
                    Files.createDirectory(bundle.resolve(part));
                }
                StringBuilder checksums = new StringBuilder();
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Path path = Files.writeString(bundle.resolve(file.getKey()), of(i, file.getValue()));
                    checksums
                            .append(TestWorkspace.sha256(path))
                            .append("  ")
                            .append(file.getKey())
                            .append('\n');
                }
                Files.writeString(bundle.resolve("SHA256SUMS"), checksums);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the lines of all copies to a file that has the model's. */
    private void lines(Path file, int count) throws IOException {
        String line = Files.readString(file);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(line);
            for (int i = 0; i < count; i++) {
                out.write(of(i, line));
            }
        }
    }

    private String of(int number, String text) {
        return text.replace(model.runDir(), name(number / A_DAY) + "/" + runId(number))
                .replace(model.runId(), runId(number))
                .replace(KEY, "key-" + number);
    }

    private static String name(int day) {
        return FIRST_DAY.plusDays(day).toString();
    }

    private static String runId(int number) {
        return FIRST_DAY.plusDays(number / A_DAY).format(DateTimeFormatter.BASIC_ISO_DATE) + "_120000_many_" + number;
    }
}

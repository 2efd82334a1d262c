package io.runfolio.dedup;

import io.runfolio.artifact.transfer.ExportFormat;
import io.runfolio.artifact.transfer.ExportItem;
import io.runfolio.artifact.transfer.ExportOptions;
import io.runfolio.artifact.transfer.Exporter;
import io.runfolio.artifact.transfer.FileNameTemplate;
import io.runfolio.artifact.transfer.ZipTarget;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Bundles;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.SourceContext;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A library of runs for tests. Originals of the same position are equal in all runs: "original output_01" and so on.
 * What is on disk is looked at by the JDK, not by the code under test.
 */
public final class Library {
    static final FileCloner NO_CLONES = (source, target) -> {
        throw new IOException("failed to clone: Operation not supported");
    };

    private static final ExportOptions OPTIONS = new ExportOptions(
            Set.of(ExportFormat.BUNDLE, ExportFormat.ORIGINAL), List.of(), FileNameTemplate.defaultTemplate());

    public final Path outputs;
    public final BundleLayout layout;

    public Library(Path outputs) {
        this.outputs = outputs;
        this.layout = Backends.outputs(outputs);
    }

    public Path seal(String name, String project, int images) {
        RunRequest request = request(name, project, images);
        RunArtifact run = Bundles.seal(layout, request, name);
        return layout.bundle(run.runDir());
    }

    static RunRequest request(String name, String project, int images) {
        var builder = RunRequest.builder("succeeded", "model_" + name)
                .sourceContext(new SourceContext(null, null, null, null, project, null, Map.of()));
        for (int i = 0; i < images; i++) {
            builder.output(AssetKind.IMAGE, "picture" + i + ".png");
        }
        return builder.build();
    }

    Deduplicator deduplicator() {
        return new Deduplicator(layout, NO_CLONES, DedupSteps.NONE);
    }

    static Path original(Path bundle, int position) {
        return bundle.resolve("original/output_0" + position + ".png");
    }

    public static Object inode(Path file) {
        return attribute(file, "unix:ino");
    }

    public static int links(Path file) {
        return (Integer) attribute(file, "unix:nlink");
    }

    private static Object attribute(Path file, String name) {
        try {
            return Files.getAttribute(file, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the checksums of all files of all bundles, by path. */
    public TreeMap<String, String> tree() {
        TreeMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(outputs)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(outputs.resolve(".runfolio")))
                    .forEach(file -> tree.put(outputs.relativize(file).toString(), sha256(file)));
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Exports all runs as a ZIP file at a fixed time, and returns its checksum. */
    String export(Path zip) {
        Exporter exporter = new Exporter(
                layout,
                (source, format, longestSide, stem) -> {
                    throw new AssertionError("nothing is rendered");
                },
                Bundles.CLOCK);
        List<ExportItem> runs = new BundleReader(layout)
                .scan().stream()
                        .map(bundle -> new ExportItem(layout.relative(bundle), Optional.empty()))
                        .toList();
        try (ZipTarget target = new ZipTarget(Files.newOutputStream(zip))) {
            exporter.export(runs, OPTIONS, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sha256(zip);
    }
}

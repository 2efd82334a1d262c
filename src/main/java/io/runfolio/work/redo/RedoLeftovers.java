package io.runfolio.work.redo;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.index.ReviewLogs;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.DerivedFile;
import io.runfolio.store.BundleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of the files that a {@code redo} adds to bundles, and removal of those that no log line names. */
public final class RedoLeftovers {
    private static final Pattern STAGING = Pattern.compile("redo-[0-9a-f]{8}-(.+)");

    /** Folders of a bundle that a redo adds files to. */
    private static final Set<String> PARTS = Set.of("original/", "web/", "thumb/", "logs/");

    private RedoLeftovers() {}

    /** Returns the name, without extension, of files that belong to an output. */
    static String stem(String output, String token) {
        return output + ".redo-" + token;
    }

    /** Returns the name of the staging folder for a run. */
    static String stagingName(String runId, String token) {
        return "redo-" + token + "-" + runId;
    }

    /**
     * Removes the leftovers of a dead worker from bundles. Call this before its staging folder is removed, which names
     * them.
     */
    public static void sweep(BundleLayout layout, String deadWorker) {
        Path staging = layout.staging(deadWorker);
        if (!Files.isDirectory(staging)) {
            return;
        }
        BundleReader reader = new BundleReader(layout);
        for (Path folder : list(staging)) {
            Matcher name = STAGING.matcher(folder.getFileName().toString());
            Optional<Path> bundle = name.matches() ? reader.find(name.group(1)) : Optional.empty();
            bundle.ifPresent(
                    found -> new ReviewLogs(layout).with(found.getFileName().toString(), () -> {
                        removeIn(layout, found);
                        return true;
                    }));
        }
    }

    /**
     * Removes the files of a redo that no record and no log line names, and those that one replaced. The caller holds
     * the lock of the run's review log.
     */
    static void removeIn(BundleLayout layout, Path bundle) {
        BundleStore store = layout.store();
        String runPath = layout.relative(bundle);
        Set<String> named = new BundleReader(layout)
                .redone(bundle).stream()
                        .map(RedoneOutput::files)
                        .flatMap(Collection::stream)
                        .collect(Collectors.toCollection(HashSet::new));
        boolean isRedone = !named.isEmpty();
        named.addAll(sealed(bundle));
        List<String> left = store.files(runPath).stream()
                .filter(path -> PARTS.contains(path.substring(0, path.indexOf('/') + 1)))
                .filter(path -> RedoneOutput.isFile(Path.of(path)))
                .filter(path -> !named.contains(path))
                .toList();
        delete(store, runPath, left);
        if (isRedone) {
            delete(store, runPath, BundleReader.replaced(new RunFolder(bundle)));
        }
    }

    /** Returns the files that the sealed record names: their own names may look like those of a redo. */
    private static Set<String> sealed(Path bundle) {
        RunArtifact run = BundleReader.sealedRun(new RunFolder(bundle));
        Set<String> paths = new HashSet<>(run.logs().values());
        Stream.concat(run.inputs().stream(), run.outputs().stream()).forEach(asset -> {
            paths.add(asset.relativePath());
            paths.add(asset.originalPath());
            DerivedFile.of(asset).forEach(made -> paths.add(made.relativePath()));
        });
        return paths;
    }

    /** Deletes files, ignoring failures, as the next sweep tries again. */
    static void delete(BundleStore store, String runPath, Collection<String> files) {
        for (String file : files) {
            try {
                store.delete(runPath, file);
            } catch (StorageException e) {
                continue; // the next sweep tries again
            }
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " could not be read");
        }
    }
}

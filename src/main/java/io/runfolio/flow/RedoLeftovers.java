package io.runfolio.flow;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunFolder;
import io.runfolio.index.RunLedgers;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of files that a {@code redo} puts into bundles, and the removal of those that no ledger line names, as their process was killed. */
final class RedoLeftovers {
    private static final Pattern STAGING = Pattern.compile("redo-[0-9a-f]{8}-(.+)");

    private RedoLeftovers() {}

    /** Returns the name, without extension, of files that belong to an output. */
    static String stem(String output, String token) {
        return output + ".redo-" + token;
    }

    /** Returns the name of the folder in staging for the work on a run. */
    static String stagingName(String runId, String token) {
        return "redo-" + token + "-" + runId;
    }

    /** Removes what a dead worker left in bundles; to be called before its staging folder is cleared, which tells where. */
    static void sweep(BundleLayout layout, String deadWorker) {
        Path staging = layout.staging(deadWorker);
        if (!Files.isDirectory(staging)) {
            return;
        }
        BundleReader reader = new BundleReader(layout);
        for (Path folder : list(staging)) {
            Matcher name = STAGING.matcher(folder.getFileName().toString());
            Optional<Path> bundle = name.matches() ? reader.find(name.group(1)) : Optional.empty();
            bundle.ifPresent(
                    found -> new RunLedgers(layout).with(found.getFileName().toString(), () -> {
                        removeIn(layout, found);
                        return true;
                    }));
        }
    }

    /** Removes files of a bundle that were made by a redo and that no ledger line names. The caller holds the run's ledger lock. */
    static void removeIn(BundleLayout layout, Path bundle) {
        RunFolder folder = new RunFolder(bundle);
        Set<String> named = new BundleReader(layout)
                .redone(bundle).stream()
                        .map(RedoneOutput::files)
                        .flatMap(Collection::stream)
                        .collect(Collectors.toSet());
        List<Path> left = Stream.of(folder.web(), folder.thumb(), folder.logs())
                .filter(Files::isDirectory)
                .flatMap(part -> list(part).stream())
                .filter(RedoneOutput::isFile)
                .filter(file -> !named.contains(folder.relative(file)))
                .toList();
        delete(left);
    }

    /** Deletes files as far as that can be done; another sweep may come. */
    static void delete(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                continue;
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

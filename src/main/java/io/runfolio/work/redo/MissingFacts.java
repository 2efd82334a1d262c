package io.runfolio.work.redo;

import io.runfolio.artifact.RunView;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RandomIds;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.extras.DerivedFile;
import io.runfolio.work.AssetTask;
import io.runfolio.work.preview.MissingPreviews;
import io.runfolio.work.preview.MissingPreviews.Kind;
import io.runfolio.work.preview.PreviewRecords;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Facts and previews that the records of older bundles lack, made from files that the bundles have. Thread-safe.
 *
 * <p>Their line names all files that the record had, so none of them is replaced.
 */
final class MissingFacts {
    private static final int TOKEN_BYTES = 8;

    private final BundleLayout layout;
    private final MissingPreviews previews;
    private final Set<Kind> enabled;

    /** @param enabled parts that the settings ask for */
    MissingFacts(BundleLayout layout, MissingPreviews previews, Set<Kind> enabled) {
        this.layout = layout;
        this.previews = previews;
        this.enabled = Set.copyOf(enabled);
    }

    /** Returns what an output lacks and can be made. */
    Set<Kind> of(Path bundle, AssetRecord asset) {
        Set<Kind> missing = MissingPreviews.of(asset);
        missing.retainAll(enabled);
        if (!missing.isEmpty()) {
            PathResolver files = layout.files(bundle);
            missing.removeIf(kind -> !files.has(MissingPreviews.source(kind, asset)));
        }
        return missing;
    }

    /**
     * Makes what an output lacks and passes it on; its files are deleted afterwards.
     *
     * @param output position of the output, from 1
     * @param settings what its derivatives were made with
     * @param use receives nothing if nothing could be made
     * @throws OriginalChangedException if a file is not what was recorded
     */
    <T> T make(
            Path bundle,
            RunView run,
            int output,
            DerivativeSettings settings,
            Function<Optional<Regeneration.Made>, T> use) {
        AssetRecord asset = run.run().outputs().get(output - 1);
        Set<Kind> missing = of(bundle, asset);
        missing.forEach(kind -> check(bundle, asset, MissingPreviews.source(kind, asset)));
        String owner = "derive-" + RandomIds.hex(TOKEN_BYTES);
        try (AliveMarks.Mark mark = layout.coordination().aliveMarks().register(owner)) {
            try (RedoStaging staging = RedoStaging.openEmpty(layout, owner, run.run(), output, settings)) {
                AssetTask task = staging.task();
                RunFolder folder = task.draft().folder();
                MediaResult made = previews.make(missing, asset, bundle, task.targets(), settings);
                AssetRecord after = PreviewRecords.with(asset, made, folder::relative);
                return use.apply(
                        after.equals(asset)
                                ? Optional.empty()
                                : Optional.of(new Regeneration.Made(
                                        staging, line(run, output, settings, after, made, staging.logs()))));
            } finally {
                DurableFiles.tryDeleteTree(layout.staging(owner));
            }
        }
    }

    private static RedoneOutput line(
            RunView run,
            int output,
            DerivativeSettings settings,
            AssetRecord after,
            MediaResult made,
            List<String> logs) {
        String prefix = RedoneOutput.stem(after) + ": ";
        Stream<String> fresh = made.warnings().stream().map(warning -> prefix + warning);
        List<String> warnings = Stream.concat(of(run.run().warnings(), prefix), fresh)
                .distinct()
                .toList();
        List<String> errors = of(run.run().errors(), prefix).toList();
        return new RedoneOutput(output, after, warnings, errors, logs, settings, List.of());
    }

    /** Returns the sentences about an output: a redo line replaces all of them. */
    private static Stream<String> of(List<String> sentences, String prefix) {
        return sentences.stream().filter(sentence -> sentence.startsWith(prefix));
    }

    /** Compares a file with its record; one that only the object store has is fetched. */
    private void check(Path bundle, AssetRecord asset, String path) {
        String recorded = path.equals(asset.relativePath())
                ? asset.sha256()
                : DerivedFile.of(asset).stream()
                        .filter(made -> path.equals(made.relativePath()))
                        .map(DerivedFile::sha256)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        Optional<Path> file = layout.files(bundle).file(path);
        if (recorded != null && !file.map(Checksums::sha256).equals(Optional.of(recorded))) {
            throw new OriginalChangedException(
                    path + " of " + bundle + " is not what was sealed; run `runfolio verify`");
        }
    }
}

package io.runfolio.work.redo;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.EnvironmentException;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RandomIds;
import io.runfolio.index.ReviewLogs;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.work.AssetProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes all derivatives of one output in a staging folder of its own, and puts lost files back. Thread-safe. */
final class Regeneration {
    private static final int TOKEN_BYTES = 8;

    private final BundleLayout layout;
    private final AssetProcessor work;
    private final ReviewLogs ledgers;
    private final RunViewReader views;

    Regeneration(BundleLayout layout, AssetProcessor work) {
        this.layout = layout;
        this.work = work;
        this.ledgers = new ReviewLogs(layout);
        this.views = new RunViewReader(layout);
    }

    /**
     * Derivatives in staging.
     *
     * @param staging the folder, deleted after the use
     * @param redone data for a log line
     */
    record Made(RedoStaging staging, RedoneOutput redone) {
        boolean isReady() {
            return AssetState.READY
                    .jsonName()
                    .equals(AssetExtras.of(redone.asset()).state().orElse(""));
        }

        /** Returns why there are no derivatives. */
        String reason() {
            return AssetExtras.of(redone.asset()).reason().orElse("it has no derivatives");
        }
    }

    /** Returns whether derivatives of an output can be made: its original is in the bundle. */
    static boolean isPossible(PathResolver bundle, AssetRecord asset) {
        return asset.bytes() != null && asset.relativePath() != null && bundle.has(asset.relativePath());
    }

    /** Returns whether no file was removed or restored meanwhile: what was removed must not come back. */
    static boolean hasSameFiles(RunView now, RunView before) {
        return now.retention().removals().equals(before.retention().removals());
    }

    /** Returns the files of an output that the bundle lacks. */
    static List<MadeFile> missing(PathResolver bundle, AssetRecord asset) {
        return MadeFile.of(asset).stream()
                .filter(made -> !bundle.has(made.path()))
                .toList();
    }

    /**
     * Makes the derivatives and passes them on; they are deleted afterwards.
     *
     * @param output position of the output, from 1
     * @throws EnvironmentException if the original is not what was sealed
     * @throws io.runfolio.files.StorageException on an I/O error
     */
    <T> T make(Path bundle, RunView run, int output, DerivativeSettings settings, Function<Made, T> use) {
        String owner = "derive-" + RandomIds.hex(TOKEN_BYTES);
        AliveMarks alive = layout.coordination().aliveMarks();
        try (AliveMarks.Mark mark = alive.register(owner)) {
            try (RedoStaging staging = RedoStaging.open(layout, owner, bundle, run.run(), output, settings)) {
                SourceOutcome made = new SourceOutcome(staging, work);
                return use.apply(
                        new Made(staging, made.redone(run.run().outputs().get(output - 1), settings)));
            } finally {
                DurableFiles.tryDeleteTree(layout.staging(owner));
            }
        }
    }

    private record SourceOutcome(RedoStaging staging, AssetProcessor work) {
        RedoneOutput redone(AssetRecord before, DerivativeSettings settings) {
            AssetOutcome outcome = work.reprocess(
                    staging.task(),
                    staging.original()
                            .orElseThrow(() -> new EnvironmentException("The original was never fetched", null)));
            outcome.storageFailure().ifPresent(failure -> {
                throw failure;
            });
            return staging.redone(outcome, before).replacing(settings, List.of());
        }
    }

    /**
     * Puts missing files back under their names, if each was made with exactly the recorded bytes.
     *
     * @param before the run as it was when the files were found missing
     * @return whether the bundle has all of them now
     */
    boolean putBack(Path bundle, RunView before, List<MadeFile> missing, Made made) {
        Map<String, MadeFile> byKey = MadeFile.of(made.redone().asset()).stream()
                .collect(Collectors.toMap(MadeFile::key, Function.identity(), (first, second) -> first));
        boolean same = missing.stream().allMatch(lost -> Optional.ofNullable(byKey.get(lost.key()))
                .filter(lost::isSame)
                .isPresent());
        if (!same) {
            return false;
        }
        made.staging().flush();
        return ledgers.with(bundle.getFileName().toString(), () -> {
            if (!hasSameFiles(views.read(bundle), before)) {
                return false;
            }
            PathResolver files = layout.files(bundle);
            for (MadeFile lost : missing) {
                if (!files.has(lost.path())) {
                    Path file = made.staging().file(byKey.get(lost.key()).path());
                    layout.store().add(file, layout.relative(bundle), lost.path());
                }
            }
            return true;
        });
    }
}

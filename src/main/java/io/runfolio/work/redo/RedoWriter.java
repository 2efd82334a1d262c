package io.runfolio.work.redo;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.FlushFailedException;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.DerivedFile;
import io.runfolio.store.BundleStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Publishes staged files of an output and appends the {@code redo} line that names them.
 *
 * <p>Both happen under the lock of the run's review log: the files come first and the line second. Files that it
 * replaces are deleted last.
 */
final class RedoWriter {
    private final BundleLayout layout;
    private final RunViewReader views;
    private final ReviewLogs ledgers;
    private final Protections protections;
    private final Clock clock;

    RedoWriter(BundleLayout layout, Clock clock) {
        this.layout = layout;
        this.views = new RunViewReader(layout);
        this.ledgers = new ReviewLogs(layout);
        this.protections = new Protections(ExternalProtections.NONE, clock);
        this.clock = clock;
    }

    /**
     * Writes an output.
     *
     * @param condition under the lock, whether the output still is as it was
     * @param replace whether the sealed derivatives are deleted; files of earlier redos always are. No file of an
     *     artifact that a decision, a tag or a hold protects is deleted
     * @return whether it was written
     */
    boolean write(
            Path bundle,
            RedoneOutput redone,
            RedoStaging staging,
            String by,
            BiPredicate<RunView, ArtifactView> condition,
            boolean replace) {
        staging.flush();
        BundleStore store = layout.store();
        String runPath = layout.relative(bundle);
        List<String> added = new ArrayList<>();
        List<String> replaced = new ArrayList<>();
        boolean[] written = {false};
        try {
            ledgers.append(bundle, lines -> {
                RedoLeftovers.removeIn(layout, bundle);
                RunView now = views.read(bundle);
                ArtifactView artifact = now.artifacts().get(redone.output() - 1);
                if (!condition.test(now, artifact)) {
                    return List.of();
                }
                boolean isKept = !protections.of(now, artifact.record().id()).isEmpty();
                replaced.addAll(isKept ? missing(bundle, redone.output()) : replaced(bundle, redone.output(), replace));
                replaced.removeAll(redone.files());
                added.addAll(staging.publish(store, runPath));
                checkPresent(bundle, redone);
                written[0] = true;
                RedoneOutput line = redone.replacing(redone.settings(), replaced);
                return List.of(RecordMapper.line(entry(artifact, line, by)));
            });
        } catch (FlushFailedException e) {
            throw e; // the line may be on disk, so its files stay
        } catch (RunfolioException e) {
            RedoLeftovers.delete(store, runPath, added);
            throw e;
        }
        if (written[0] && !replaced.isEmpty()) {
            ledgers.with(bundle.getFileName().toString(), () -> {
                RedoLeftovers.removeIn(layout, bundle);
                return true;
            });
        }
        return written[0];
    }

    /** Refuses to name derivatives that are gone: others sweep a worker that they take for dead. */
    private static void checkPresent(Path bundle, RedoneOutput redone) {
        PathResolver files = new PathResolver(bundle);
        DerivedFile.of(redone.asset()).stream()
                .map(DerivedFile::relativePath)
                .filter(path -> path != null
                        && RedoneOutput.isFile(Path.of(path))
                        && files.file(path).isEmpty())
                .findFirst()
                .ifPresent(path -> {
                    throw new StorageException(
                            path + " of " + bundle + " was removed before it was recorded: try again", null);
                });
    }

    private Set<String> missing(Path bundle, int output) {
        PathResolver files = layout.files(bundle);
        Set<String> missing = replaced(bundle, output, false);
        missing.removeIf(files::has);
        return missing;
    }

    /**
     * Returns the files of earlier redos, and the sealed ones that are missing or are to be replaced. The line of a
     * redo may name sealed files too, which are still sealed ones.
     */
    private Set<String> replaced(Path bundle, int output, boolean replace) {
        PathResolver files = layout.files(bundle);
        AssetRecord record =
                BundleReader.sealedRun(new RunFolder(bundle)).outputs().get(output - 1);
        Set<String> sealed = DerivedFile.of(record).stream()
                .map(DerivedFile::relativePath)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> replaced = new LinkedHashSet<>(sealed);
        replaced.removeIf(path -> !replace && files.has(path));
        new BundleReader(layout)
                .redone(bundle).stream()
                        .filter(line -> Objects.equals(line.output(), output) && line.asset() != null)
                        .flatMap(line -> DerivedFile.of(line.asset()).stream())
                        .map(DerivedFile::relativePath)
                        .filter(path -> path != null && !sealed.contains(path))
                        .forEach(replaced::add);
        return replaced;
    }

    private ReviewLogEntry entry(ArtifactView artifact, RedoneOutput redone, String by) {
        String at = clock.instant()
                .truncatedTo(ChronoUnit.MILLIS)
                .atOffset(ZoneOffset.UTC)
                .toString();
        return new ReviewLogEntry(
                artifact.review().revision() + 1,
                artifact.record().id(),
                ReviewAction.REDO,
                by,
                at,
                null,
                redone.data());
    }
}

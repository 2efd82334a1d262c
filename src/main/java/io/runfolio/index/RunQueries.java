package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunManifest;
import io.runfolio.run.RunStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Queries on the index. Each reads the file without locks. Lists are newest first by instant, then in descending order
 * of run ids.
 *
 * <p>A limit is a number of runs, 0 or more. Methods throw {@link io.runfolio.files.StorageException} if the index
 * cannot be read; a missing index is empty.
 */
public final class RunQueries {
    /** Limit of {@link #listRecentRuns()}. */
    public static final int DEFAULT_RECENT_LIMIT = 10;

    private static final String SUCCEEDED = RunStatus.SUCCEEDED.jsonName();
    private static final Comparator<Timed> OLDEST_FIRST = Comparator.comparing(Timed::time)
            .thenComparing(timed -> timed.entry().runId());

    private final BundleLayout layout;
    private final BundleReader bundles;

    public RunQueries(BundleLayout layout) {
        this.layout = layout;
        this.bundles = new BundleReader(layout);
    }

    /** Returns the {@value #DEFAULT_RECENT_LIMIT} newest runs. */
    public List<RunIndexEntry> listRecentRuns() {
        return listRecentRuns(DEFAULT_RECENT_LIMIT);
    }

    /** Returns the newest runs, at most {@code limit}. */
    public List<RunIndexEntry> listRecentRuns(int limit) {
        return newest(entry -> true, limit);
    }

    /** Returns all runs of a model. */
    public List<RunIndexEntry> listRunsByModel(String modelKey) {
        return listRunsByModel(modelKey, Integer.MAX_VALUE);
    }

    /** Returns the newest runs of a model, at most {@code limit}. */
    public List<RunIndexEntry> listRunsByModel(String modelKey, int limit) {
        return newest(ofModel(modelKey), limit);
    }

    /** Returns all runs that ended with a status. */
    public List<RunIndexEntry> listRunsByStatus(String status) {
        return listRunsByStatus(status, Integer.MAX_VALUE);
    }

    /** Returns the newest runs that ended with a status, at most {@code limit}. */
    public List<RunIndexEntry> listRunsByStatus(String status, int limit) {
        return newest(withStatus(status), limit);
    }

    /** Returns all runs with a tag. */
    public List<RunIndexEntry> listRunsByTag(String tag) {
        return listRunsByTag(tag, Integer.MAX_VALUE);
    }

    /** Returns the newest runs with a tag, at most {@code limit}. */
    public List<RunIndexEntry> listRunsByTag(String tag, int limit) {
        return newest(entry -> entry.tags().contains(tag), limit);
    }

    /**
     * Returns a run's record, even without an index line.
     *
     * @throws io.runfolio.json.UnreadableRecordException if the bundle's record cannot be read
     */
    public Optional<RunArtifact> getRunById(String runId) {
        return bundles.find(runId).map(bundles::run);
    }

    /** Returns a run's summary, even without an index line. Throws as {@link #getRunById} does. */
    public Optional<RunSummary> getRunSummary(String runId) {
        return bundles.find(runId)
                .map(folder ->
                        RunSummary.of(RunIndexEntry.of(bundles.manifest(folder)).withRunPath(layout.relative(folder))));
    }

    /** Returns the newest run that succeeded. */
    public Optional<RunIndexEntry> getLatestSuccessfulRun() {
        return newest(withStatus(SUCCEEDED), 1).stream().findFirst();
    }

    /** Returns a model's newest run that succeeded. */
    public Optional<RunIndexEntry> getLatestSuccessfulRun(String modelKey) {
        return newest(withStatus(SUCCEEDED).and(ofModel(modelKey)), 1).stream().findFirst();
    }

    /** Returns the leading files of the newest run that succeeded. */
    public Optional<LatestAssets> getLatestAssets() {
        return getLatestAssets(Optional.empty(), SUCCEEDED);
    }

    /**
     * Returns the leading files of the newest run of that model and status.
     *
     * @param modelKey the model, or empty for any
     * @param status the status, such as {@code succeeded}
     */
    public Optional<LatestAssets> getLatestAssets(Optional<String> modelKey, String status) {
        Predicate<RunIndexEntry> model = modelKey.map(RunQueries::ofModel).orElse(entry -> true);
        return newest(withStatus(status).and(model), 1).stream()
                .findFirst()
                .map(entry -> new LatestAssets(
                        entry.runId(),
                        entry.heroOriginal(),
                        Optional.ofNullable(entry.heroWeb()).orElse(entry.heroOutput()),
                        entry.heroThumb(),
                        entry.runPath()));
    }

    /**
     * Reads a bundle's record.
     *
     * @param runDir the bundle; a relative path is resolved below the outputs folder
     * @throws io.runfolio.json.UnreadableRecordException if it is missing or invalid
     */
    public RunArtifact loadRunArtifact(Path runDir) {
        return bundles.run(runDir);
    }

    /** Reads a bundle's manifest, as {@link #loadRunArtifact} does its record. */
    public RunManifest loadRunManifest(Path runDir) {
        return bundles.manifest(runDir);
    }

    private List<RunIndexEntry> newest(Predicate<RunIndexEntry> wanted, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("A limit must be 0 or more, not " + limit + ".");
        }
        PriorityQueue<Timed> newest = new PriorityQueue<>(OLDEST_FIRST);
        IndexLineReader.forEach(layout.index(), entry -> {
            if (wanted.test(entry)) {
                newest.add(new Timed(CreatedAt.instant(entry.createdAt()).orElse(Instant.EPOCH), entry));
                if (newest.size() > limit) {
                    newest.poll();
                }
            }
        });
        List<RunIndexEntry> list = new ArrayList<>();
        newest.stream().sorted(OLDEST_FIRST.reversed()).map(Timed::entry).forEach(list::add);
        return List.copyOf(list);
    }

    private static Predicate<RunIndexEntry> ofModel(String modelKey) {
        return entry -> modelKey.equals(entry.modelKey());
    }

    private static Predicate<RunIndexEntry> withStatus(String status) {
        return entry -> status.equals(entry.status());
    }

    private record Timed(Instant time, RunIndexEntry entry) {}
}

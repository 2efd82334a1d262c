package io.runfolio.catalog;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.run.RunArtifact;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Database of runs and artifacts, derived from the bundles: all of it can be rebuilt. Changes are idempotent.
 *
 * <p>Safe for use by several threads. Methods throw {@link CatalogException} if the database does not answer.
 */
public interface Catalog extends AutoCloseable {
    /** Inserts or replaces a run and its artifacts, and records it in the change feed, in one transaction. */
    void put(RunView run);

    /** Inserts or replaces many runs, without entries in the change feed. */
    void putAll(Iterable<RunView> runs);

    /**
     * Replaces all runs, without entries in the change feed: for a rebuild. Readers see the old runs until the new ones
     * are complete. Changes of other writers meanwhile may be lost; {@code places} must therefore be taken before the
     * runs are read, so that those changes are read again. Not allowed within {@link #inExclusiveTransaction}.
     *
     * @param places positions in the feeds after the rebuild
     */
    void replaceAll(Iterable<RunView> runs, Map<String, FeedPosition> places);

    /** Removes a run, as its bundle is gone. */
    void remove(String runId);

    /** Removes all runs and feed positions. */
    void clear();

    /**
     * Returns a page of artifacts, newest run first and in the order of its outputs.
     *
     * @param limit 1 to 500
     * @param cursor {@link Page#next()} of the page before
     * @throws InvalidCursorException if this catalog did not return the cursor
     */
    Page<CatalogArtifact> artifacts(ArtifactQuery query, int limit, Optional<String> cursor);

    /**
     * Returns a page of runs that have a matching artifact. An empty query matches runs without artifacts too. See
     * {@link #artifacts}.
     */
    Page<CatalogRun> runs(ArtifactQuery query, int limit, Optional<String> cursor);

    /**
     * Returns a page of the inventories of all runs, newest first. It does not read the runs themselves.
     *
     * @param limit at least 1
     * @param cursor as for a page
     */
    Page<RunInventory> inventory(int limit, Optional<String> cursor);

    /** Returns those of the artifacts that an artifact of another run names as a source. */
    Set<String> usedByOtherRuns(Collection<String> artifactIds);

    /** Returns the number of matching artifacts, counted up to a bound to limit the cost. */
    long count(ArtifactQuery query, long bound);

    /**
     * Returns the cursor of every {@code step}th matching artifact, and their number. Reads indexes only, so it costs
     * much less than reading all pages.
     *
     * @param step artifacts between two cursors
     * @param cursor as for a page; counting starts after it
     * @param bound maximum number of artifacts to count
     * @throws InvalidCursorException as {@link #artifacts}
     */
    PageAnchors artifactAnchors(ArtifactQuery query, int step, Optional<String> cursor, long bound);

    /** Returns the cursors for {@link #runs}, as {@link #artifactAnchors} does for artifacts. */
    PageAnchors runAnchors(ArtifactQuery query, int step, Optional<String> cursor, long bound);

    /** Returns an artifact by its id. */
    Optional<CatalogArtifact> artifact(String id);

    /** Returns a run by its id, or by its job's id. */
    Optional<CatalogRun> run(String id);

    /** Returns the first artifact ids with a prefix, in order. */
    List<String> artifactIds(String prefix, int limit);

    /** Returns the first run ids with a prefix, in order. */
    List<String> runIds(String prefix, int limit);

    /** Returns the artifacts that name this one as a source. */
    List<CatalogArtifact> artifactsMadeFrom(String artifactId);

    /**
     * Returns the artifacts that have the same file, show the same picture, or a similar one. The artifact itself is in
     * no group. The cost is bounded: at most {@value Duplicates#MAX_COMPARED} pictures are compared.
     *
     * @param limit artifacts of each group, 1 to 500
     */
    Duplicates duplicates(CatalogArtifact artifact, int limit);

    /** Returns the distinct values of a filter field, most frequent first. */
    List<Facet> facets(String field, int limit);

    /** Returns changes after a sequence number, oldest first. */
    List<Change> changesAfter(long sequence, int limit);

    /** Returns the number of the last change; 0 if there was none. */
    long lastChange();

    /** Returns how far a feed of lines, such as {@code index.jsonl}, was read; {@link FeedPosition#START} if never. */
    FeedPosition position(String feed);

    /** Stores how far a feed was read. */
    void position(String feed, FeedPosition position);

    /** Returns the ids of all runs. */
    Set<String> runIds();

    /**
     * Returns ids of runs in their order, which no change of the catalog affects.
     *
     * @param runId id after which they follow; empty text for the first ones
     * @param limit maximum number of ids
     */
    List<String> runIdsAfter(String runId, int limit);

    /** Returns the last one of all ids of runs; empty if there is no run. */
    Optional<String> lastRunId();

    /**
     * Runs work in one transaction as the only writer of all processes. Its changes become visible together.
     *
     * @param work may call this catalog from the same thread
     */
    void inExclusiveTransaction(Runnable work);

    /** Returns why the database does not answer; empty if it does. */
    Optional<String> findProblem();

    @Override
    void close();

    /**
     * Artifact in the catalog.
     *
     * @param runPath the bundle's path, relative to the outputs folder
     * @param modelKey its run's model
     * @param runStatus its run's status
     * @param createdAt its run's time, ISO-8601 with offset
     * @param view current state
     * @param facts generation data, as {@link ArtifactFacts#all} resolves it
     */
    record CatalogArtifact(
            String runPath,
            String modelKey,
            String runStatus,
            String createdAt,
            ArtifactView view,
            Map<String, Object> facts) {

        /** Returns an artifact of a run. */
        public static CatalogArtifact of(String runPath, RunArtifact run, ArtifactView artifact) {
            return new CatalogArtifact(
                    runPath, run.modelKey(), run.status(), run.createdAt(), artifact, ArtifactFacts.all(run, artifact));
        }

        /** Returns the same after a change in review. */
        public CatalogArtifact with(ArtifactView changed) {
            return new CatalogArtifact(runPath, modelKey, runStatus, createdAt, changed, facts);
        }
    }

    /**
     * Run in the catalog.
     *
     * @param view the run and its artifacts
     * @param jobId the scheduler's job; empty if none
     */
    record CatalogRun(RunView view, Optional<String> jobId) {}

    /** Value of a filter field and the number of artifacts that have it. */
    record Facet(String value, long count) {}
}

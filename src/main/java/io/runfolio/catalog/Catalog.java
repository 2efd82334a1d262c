package io.runfolio.catalog;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.run.RunArtifact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A database over the bundles. It knows nothing that the bundles do not: {@link #put} and {@link #remove} are all that changes it, and both can be said again.
 *
 * <p>Safe for use by several threads. Methods throw {@link CatalogException} if the database does not answer.
 */
public interface Catalog extends AutoCloseable {
    /** Puts a run and its artifacts in, or in the place of what was known of them, in one transaction, and notes the change in the feed. */
    void put(RunView run);

    /** Puts many in, as {@link #put}, quickly and without entries in the feed. */
    void putAll(Iterable<RunView> runs);

    /**
     * Makes the catalog equal to these runs, without entries in the feed: for a rebuild. What it knew stays to be looked up until they are in. What others put in meanwhile may be lost; {@code places} are to be from before
     * the runs were read, so that it is read again. Not within {@link #exclusively}.
     *
     * @param places where the catalog then stands in its feeds
     */
    void replaceAll(Iterable<RunView> runs, Map<String, FeedPosition> places);

    /** Takes a run out whose bundle is gone. */
    void remove(String runId);

    /** Takes all out. */
    void clear();

    /**
     * Returns a page of artifacts, newest run first and in the order of its outputs.
     *
     * @param limit 1 to 500
     * @param cursor {@link Page#next()} of the page before
     * @throws InvalidCursorException if the cursor is none that this catalog gave
     */
    Page<CatalogArtifact> artifacts(ArtifactQuery query, int limit, Optional<String> cursor);

    /** Returns a page of runs of which an artifact answers the query; a query that asks for nothing gives runs without artifacts too. As {@link #artifacts}. */
    Page<CatalogRun> runs(ArtifactQuery query, int limit, Optional<String> cursor);

    /** Returns how many artifacts answer, counted up to a bound so that it stays quick. */
    long count(ArtifactQuery query, long bound);

    /**
     * Returns where every {@code step}th of the artifacts that answer is, and how many there are: what they hold is not read, so that it takes much less than all pages.
     *
     * @param step artifacts from one place to the next
     * @param cursor as for a page; counting begins behind it
     * @param bound no more artifacts are looked at
     * @throws InvalidCursorException as {@link #artifacts}
     */
    Anchors artifactAnchors(ArtifactQuery query, int step, Optional<String> cursor, long bound);

    /** The same for {@link #runs}. */
    Anchors runAnchors(ArtifactQuery query, int step, Optional<String> cursor, long bound);

    /** Returns an artifact by its id. */
    Optional<CatalogArtifact> artifact(String id);

    /** Returns a run by its id, or by its job's id. */
    Optional<CatalogRun> run(String id);

    /** Returns the first ids of artifacts that begin so, in order. */
    List<String> artifactIds(String prefix, int limit);

    /** Returns the first ids of runs that begin so, in order. */
    List<String> runIds(String prefix, int limit);

    /** Returns artifacts that were made from this one. */
    List<CatalogArtifact> madeFrom(String artifactId);

    /** Returns the distinct values of a field that can be filtered by, the most frequent first, for the choices of a page. */
    List<Facet> facets(String field, int limit);

    /** Returns changes after a sequence number, oldest first. */
    List<Change> changesAfter(long sequence, int limit);

    /** Returns the number of the last change; 0 if there was none. */
    long lastChange();

    /** Returns where in a feed of lines, such as {@code index.jsonl}, the catalog stands; {@link FeedPosition#START} if it never read it. */
    FeedPosition position(String feed);

    /** Notes where the catalog stands in a feed. */
    void position(String feed, FeedPosition position);

    /** Returns the ids of all runs. */
    Set<String> runIds();

    /**
     * Does some work as the only writer of this database, over all processes, in one transaction: what it puts is seen whole or not at all.
     *
     * @param work may call any method of this catalog from the same thread
     */
    void exclusively(Runnable work);

    /** Returns why the catalog does not answer; empty if it does. */
    Optional<String> problem();

    @Override
    void close();

    /**
     * An artifact as catalogued.
     *
     * @param runPath its bundle's place
     * @param modelKey its run's model
     * @param runStatus how its run ended
     * @param createdAt its run's time, ISO-8601 with offset
     * @param view as it stands
     * @param facts how it was made, as {@link ArtifactFacts#all} resolves it
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
     * A run as catalogued.
     *
     * @param view the run and its artifacts
     * @param jobId the scheduler's job; empty if none
     */
    record CatalogRun(RunView view, Optional<String> jobId) {}

    /** A value of a field and how many artifacts have it. */
    record Facet(String value, long count) {}
}

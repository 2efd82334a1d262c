package io.runfolio.catalog.sql;

import io.runfolio.artifact.RunView;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.Change;
import io.runfolio.catalog.Duplicates;
import io.runfolio.catalog.FeedPosition;
import io.runfolio.catalog.Page;
import io.runfolio.catalog.PageAnchors;
import io.runfolio.catalog.RunInventory;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Catalog in a SQL database; a {@link SqlDialect} holds the differences between databases. */
public final class SqlCatalog implements Catalog {
    private final SqlDialect sqlDialect;
    private final Clock clock;
    private final Transactions transactions;
    private final BulkLoader bulkLoader;

    /** Opens the catalog and creates its tables if needed. */
    public SqlCatalog(SqlDialect sqlDialect, Clock clock) {
        this.sqlDialect = sqlDialect;
        this.clock = clock;
        transactions = new Transactions(sqlDialect);
        bulkLoader = new BulkLoader(this, transactions, sqlDialect);
        transactions.write(handle -> {
            CatalogSchema.prepare(handle.getConnection(), sqlDialect);
            return null;
        });
    }

    @Override
    public void put(RunView run) {
        RunRow row = RunRow.of(run);
        transactions.write(handle -> {
            Optional<RunView> known =
                    new CatalogReader(handle, sqlDialect).document(run.run().runId());
            List<Change> changes = ChangeDetector.between(known, run);
            if (known.isPresent() && changes.isEmpty()) {
                return null;
            }
            try (RunWriter writer = new RunWriter(handle.getConnection(), sqlDialect)) {
                writer.put(List.of(row));
            }
            note(handle, changes);
            return null;
        });
    }

    @Override
    public void putAll(Iterable<RunView> runs) {
        bulkLoader.add(runs);
    }

    @Override
    public void replaceAll(Iterable<RunView> runs, Map<String, FeedPosition> places) {
        bulkLoader.replace(runs, places);
    }

    @Override
    public void remove(String runId) {
        transactions.write(handle -> {
            try (RunWriter writer = new RunWriter(handle.getConnection(), sqlDialect)) {
                Optional<Long> key = writer.key(runId);
                if (key.isPresent()) {
                    writer.delete(key.get());
                    note(handle, List.of(ChangeDetector.removed(runId)));
                }
            }
            return null;
        });
    }

    @Override
    public void clear() {
        transactions.write(handle -> {
            for (String table :
                    List.of("runs", "items", "tags", "sources", "run_words", "inventory", "originals", "feeds")) {
                handle.execute("DELETE FROM " + table);
            }
            return null;
        });
    }

    @Override
    public Page<CatalogArtifact> artifacts(ArtifactQuery query, int limit, Optional<String> cursor) {
        CatalogReader.checkLimit(limit);
        PageCursor after = PageCursor.of(cursor);
        return look(catalogReader -> catalogReader.artifacts(query, limit, after));
    }

    @Override
    public Page<CatalogRun> runs(ArtifactQuery query, int limit, Optional<String> cursor) {
        CatalogReader.checkLimit(limit);
        PageCursor after = PageCursor.of(cursor);
        return look(catalogReader -> catalogReader.runs(query, limit, after));
    }

    @Override
    public Page<RunInventory> inventory(int limit, Optional<String> cursor) {
        PageCursor after = PageCursor.of(cursor);
        return look(catalogReader -> catalogReader.inventory(limit, after));
    }

    @Override
    public Set<String> usedByOtherRuns(Collection<String> artifactIds) {
        return look(catalogReader -> catalogReader.usedByOtherRuns(artifactIds));
    }

    @Override
    public long count(ArtifactQuery query, long bound) {
        return look(catalogReader -> catalogReader.count(query, bound));
    }

    @Override
    public PageAnchors artifactAnchors(ArtifactQuery query, int step, Optional<String> cursor, long bound) {
        PageCursor after = PageCursor.of(cursor);
        return look(catalogReader -> catalogReader.anchors(query, QueryPlanner.Target.ARTIFACTS, step, after, bound));
    }

    @Override
    public PageAnchors runAnchors(ArtifactQuery query, int step, Optional<String> cursor, long bound) {
        PageCursor after = PageCursor.of(cursor);
        return look(catalogReader -> catalogReader.anchors(query, QueryPlanner.Target.RUNS, step, after, bound));
    }

    @Override
    public Optional<CatalogArtifact> artifact(String id) {
        return look(catalogReader -> catalogReader.artifact(id));
    }

    @Override
    public List<String> artifactIds(String prefix, int limit) {
        return look(catalogReader -> catalogReader.ids("items", "artifact_id", prefix, limit));
    }

    @Override
    public List<String> runIds(String prefix, int limit) {
        return look(catalogReader -> catalogReader.ids("runs", "run_id", prefix, limit));
    }

    @Override
    public List<CatalogArtifact> artifactsMadeFrom(String artifactId) {
        return look(catalogReader -> catalogReader.madeFrom(artifactId));
    }

    @Override
    public Duplicates duplicates(CatalogArtifact artifact, int limit) {
        CatalogReader.checkLimit(limit);
        return look(catalogReader -> new DuplicateSearch(catalogReader).of(artifact, limit));
    }

    @Override
    public Optional<CatalogRun> run(String id) {
        return look(catalogReader -> catalogReader.run(id));
    }

    @Override
    public List<Facet> facets(String field, int limit) {
        return look(catalogReader -> catalogReader.facets(field, limit));
    }

    private <T> T look(Function<CatalogReader, T> question) {
        return transactions.read(handle -> question.apply(new CatalogReader(handle, sqlDialect)));
    }

    @Override
    public List<Change> changesAfter(long sequence, int limit) {
        return transactions.read(handle -> handle.createQuery(
                        "SELECT sequence, kind, run_id, artifact_id, at FROM changes"
                                + " WHERE sequence > ? ORDER BY sequence LIMIT ?")
                .bind(0, sequence)
                .bind(1, limit)
                .map((rows, context) -> new Change(
                        rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5)))
                .list());
    }

    @Override
    public long lastChange() {
        return transactions.read(SqlCatalog::lastChange);
    }

    private static long lastChange(Handle handle) {
        return handle.createQuery("SELECT coalesce(max(sequence), 0) FROM changes")
                .mapTo(Long.class)
                .one();
    }

    /**
     * Appends changes to the feed. Numbers start at the clock's milliseconds, so that those of a rebuilt catalog are
     * above all earlier ones.
     */
    private void note(Handle handle, List<Change> changes) {
        Instant now = clock.instant();
        long sequence = lastChange(handle);
        if (sequence == 0) {
            sequence = now.toEpochMilli();
        }
        for (Change change : changes) {
            handle.execute(
                    "INSERT INTO changes (sequence, kind, run_id, artifact_id, at) VALUES (?, ?, ?, ?, ?)",
                    ++sequence,
                    change.kind(),
                    change.runId(),
                    change.artifactId(),
                    now.toString());
        }
    }

    @Override
    public FeedPosition position(String feed) {
        return transactions.read(handle -> handle.createQuery("SELECT bytes, checksum FROM feeds WHERE name = ?")
                .bind(0, feed)
                .map((rows, context) -> new FeedPosition(rows.getLong(1), rows.getLong(2)))
                .findFirst()
                .orElse(FeedPosition.START));
    }

    @Override
    public void position(String feed, FeedPosition position) {
        transactions.write(handle -> {
            handle.execute("DELETE FROM feeds WHERE name = ?", feed);
            handle.execute("INSERT INTO feeds VALUES (?, ?, ?)", feed, position.bytes(), position.checksum());
            return null;
        });
    }

    @Override
    public Set<String> runIds() {
        return transactions.read(handle -> new HashSet<>(handle.createQuery("SELECT run_id FROM runs")
                .mapTo(String.class)
                .list()));
    }

    @Override
    public List<String> runIdsAfter(String runId, int limit) {
        return transactions.read(
                handle -> handle.createQuery("SELECT run_id FROM runs WHERE run_id > ? ORDER BY run_id LIMIT ?")
                        .bind(0, runId)
                        .bind(1, limit)
                        .mapTo(String.class)
                        .list());
    }

    @Override
    public Optional<String> lastRunId() {
        return transactions.read(handle -> handle.createQuery("SELECT run_id FROM runs ORDER BY run_id DESC LIMIT 1")
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public void inExclusiveTransaction(Runnable work) {
        transactions.write(handle -> {
            work.run();
            return null;
        });
    }

    @Override
    public Optional<String> findProblem() {
        try {
            transactions.read(handle -> handle.createQuery("SELECT count(*) FROM feeds")
                    .mapTo(Long.class)
                    .one());
            return Optional.empty();
        } catch (CatalogException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public void close() {
        sqlDialect.close();
    }
}

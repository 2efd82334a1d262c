package io.runfolio.catalog;

import io.runfolio.artifact.RunView;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The catalog in a database. What differs between databases is their {@link Dialect}'s. */
final class SqlCatalog implements Catalog {
    private final Dialect dialect;
    private final Clock clock;
    private final Transactions transactions;
    private final Filling filling;

    /** Brings the tables to the form that this program knows. */
    SqlCatalog(Dialect dialect, Clock clock) {
        this.dialect = dialect;
        this.clock = clock;
        transactions = new Transactions(dialect);
        filling = new Filling(this, transactions, dialect);
        transactions.write(handle -> {
            Migrations.run(handle.getConnection(), dialect);
            return null;
        });
    }

    @Override
    public void put(RunView run) {
        RunRow row = RunRow.of(run);
        transactions.write(handle -> {
            Optional<RunView> known =
                    new Lookups(handle, dialect).document(run.run().runId());
            List<Change> changes = Changes.between(known, run);
            if (known.isPresent() && changes.isEmpty()) {
                return null;
            }
            try (RunWriter writer = new RunWriter(handle.getConnection(), dialect)) {
                writer.put(List.of(row));
            }
            note(handle, changes);
            return null;
        });
    }

    @Override
    public void putAll(Iterable<RunView> runs) {
        filling.add(runs);
    }

    @Override
    public void replaceAll(Iterable<RunView> runs, Map<String, FeedPosition> places) {
        filling.replace(runs, places);
    }

    @Override
    public void remove(String runId) {
        transactions.write(handle -> {
            try (RunWriter writer = new RunWriter(handle.getConnection(), dialect)) {
                Optional<Long> key = writer.key(runId);
                if (key.isPresent()) {
                    writer.delete(key.get());
                    note(handle, List.of(Changes.removed(runId)));
                }
            }
            return null;
        });
    }

    @Override
    public void clear() {
        transactions.write(handle -> {
            for (String table : List.of("runs", "items", "tags", "sources", "run_words", "feeds")) {
                handle.execute("DELETE FROM " + table);
            }
            return null;
        });
    }

    @Override
    public Page<CatalogArtifact> artifacts(ArtifactQuery query, int limit, Optional<String> cursor) {
        Lookups.refuseLimit(limit);
        Cursor after = Cursor.of(cursor);
        return look(lookups -> lookups.artifacts(query, limit, after));
    }

    @Override
    public Page<CatalogRun> runs(ArtifactQuery query, int limit, Optional<String> cursor) {
        Lookups.refuseLimit(limit);
        Cursor after = Cursor.of(cursor);
        return look(lookups -> lookups.runs(query, limit, after));
    }

    @Override
    public long count(ArtifactQuery query, long bound) {
        return look(lookups -> lookups.count(query, bound));
    }

    @Override
    public Anchors artifactAnchors(ArtifactQuery query, int step, Optional<String> cursor, long bound) {
        Cursor after = Cursor.of(cursor);
        return look(lookups -> lookups.anchors(query, Selection.Wanted.ARTIFACTS, step, after, bound));
    }

    @Override
    public Anchors runAnchors(ArtifactQuery query, int step, Optional<String> cursor, long bound) {
        Cursor after = Cursor.of(cursor);
        return look(lookups -> lookups.anchors(query, Selection.Wanted.RUNS, step, after, bound));
    }

    @Override
    public Optional<CatalogArtifact> artifact(String id) {
        return look(lookups -> lookups.artifact(id));
    }

    @Override
    public List<String> artifactIds(String prefix, int limit) {
        return look(lookups -> lookups.ids("items", "artifact_id", prefix, limit));
    }

    @Override
    public List<String> runIds(String prefix, int limit) {
        return look(lookups -> lookups.ids("runs", "run_id", prefix, limit));
    }

    @Override
    public List<CatalogArtifact> madeFrom(String artifactId) {
        return look(lookups -> lookups.madeFrom(artifactId));
    }

    @Override
    public Optional<CatalogRun> run(String id) {
        return look(lookups -> lookups.run(id));
    }

    @Override
    public List<Facet> facets(String field, int limit) {
        return look(lookups -> lookups.facets(field, limit));
    }

    private <T> T look(Function<Lookups, T> question) {
        return transactions.read(handle -> question.apply(new Lookups(handle, dialect)));
    }

    @Override
    public List<Change> changesAfter(long sequence, int limit) {
        return transactions.read(handle -> handle.createQuery(
                        "SELECT sequence, kind, run_id, artifact_id, at FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?")
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

    /** Numbers begin at the clock's milliseconds, so that those of a catalog that was made anew are above all it ever gave. */
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
    public void exclusively(Runnable work) {
        transactions.write(handle -> {
            work.run();
            return null;
        });
    }

    @Override
    public Optional<String> problem() {
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
        dialect.close();
    }
}

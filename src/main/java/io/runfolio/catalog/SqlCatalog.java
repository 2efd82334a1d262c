package io.runfolio.catalog;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/** The catalog in a database. What differs between databases is their {@link Dialect}'s. */
final class SqlCatalog implements Catalog {
    private static final int LARGEST_PAGE = 500;
    /** Runs that a bulk puts in with one transaction. */
    private static final int CHUNK = 1_000;

    private final Dialect dialect;
    private final Clock clock;
    private final Jdbi reading;
    private final Jdbi writing;
    /** The transaction that this thread has open. */
    private final ThreadLocal<Handle> current = new ThreadLocal<>();

    /** Brings the tables to the form that this program knows. */
    SqlCatalog(Dialect dialect, Clock clock) {
        this.dialect = dialect;
        this.clock = clock;
        reading = Jdbi.create(connections(dialect, dialect::reader));
        writing = Jdbi.create(connections(dialect, dialect::writer));
        write(handle -> {
            Migrations.run(handle.getConnection(), dialect);
            return null;
        });
    }

    private interface Source {
        Connection open() throws SQLException;
    }

    private interface Work<T> {
        T with(Handle handle) throws SQLException;
    }

    private static ConnectionFactory connections(Dialect dialect, Source source) {
        return new ConnectionFactory() {
            @Override
            public Connection openConnection() throws SQLException {
                return source.open();
            }

            @Override
            public void closeConnection(Connection connection) throws SQLException {
                dialect.giveBack(connection);
            }
        };
    }

    @Override
    public void put(RunView run) {
        RunRow row = RunRow.of(run);
        write(handle -> {
            Optional<RunView> known = document(handle, run.run().runId());
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
        new BulkPut(this::putRows, CHUNK).all(runs);
        if (current.get() == null) {
            tidy();
        }
    }

    private void putRows(List<RunRow> rows) {
        write(handle -> {
            try (RunWriter writer = new RunWriter(handle.getConnection(), dialect)) {
                writer.put(rows);
            }
            return null;
        });
    }

    private void tidy() {
        guarded(writing, handle -> {
            dialect.afterBulk().forEach(handle::execute);
            return null;
        });
    }

    @Override
    public void remove(String runId) {
        write(handle -> {
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
        write(handle -> {
            for (String table : List.of("runs", "items", "tags", "sources", "run_words", "feeds")) {
                handle.execute("DELETE FROM " + table);
            }
            return null;
        });
    }

    @Override
    public Page<CatalogArtifact> artifacts(ArtifactQuery query, int limit, Optional<String> cursor) {
        refuseLimit(limit);
        Cursor after = Cursor.of(cursor);
        return read(handle -> {
            List<Cursor> places = places(handle, query, Selection.Wanted.ARTIFACTS, after, limit + 1L);
            List<Cursor> page = places.subList(0, Math.min(limit, places.size()));
            Map<Long, RunView> runs = documents(handle, page);
            List<CatalogArtifact> items = page.stream()
                    .map(place -> artifact(runs.get(place.key()), place.position()))
                    .flatMap(Optional::stream)
                    .toList();
            return new Page<>(items, next(places, limit));
        });
    }

    @Override
    public Page<CatalogRun> runs(ArtifactQuery query, int limit, Optional<String> cursor) {
        refuseLimit(limit);
        Cursor after = Cursor.of(cursor);
        return read(handle -> {
            List<Cursor> places = places(handle, query, Selection.Wanted.RUNS, after, limit + 1L);
            List<Cursor> page = places.subList(0, Math.min(limit, places.size()));
            Map<Long, RunView> runs = documents(handle, page);
            List<CatalogRun> items =
                    page.stream().map(place -> run(runs.get(place.key()))).toList();
            return new Page<>(items, next(places, limit));
        });
    }

    private static void refuseLimit(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LARGEST_PAGE + " entries, not " + limit + ".");
        }
    }

    private static Optional<String> next(List<Cursor> places, int limit) {
        return places.size() > limit ? Optional.of(places.get(limit - 1).text()) : Optional.empty();
    }

    private List<Cursor> places(Handle handle, ArtifactQuery query, Selection.Wanted wanted, Cursor after, long limit) {
        Selection.Sql sql = statement(handle, query, wanted, after, limit);
        boolean runs = wanted == Selection.Wanted.RUNS;
        return query(handle, sql)
                .map((rows, context) ->
                        runs ? Cursor.ofRun(rows.getLong(1)) : new Cursor(rows.getLong(1), rows.getInt(2)))
                .list();
    }

    private Selection.Sql statement(
            Handle handle, ArtifactQuery query, Selection.Wanted wanted, Cursor after, long limit) {
        Selection selection = new Selection(query, dialect);
        List<Long> counts = selection.counts().stream()
                .map(count -> query(handle, count).mapTo(Long.class).one())
                .toList();
        return selection.page(counts, wanted, after, limit);
    }

    private static Query query(Handle handle, Selection.Sql sql) {
        Query query = handle.createQuery(sql.text());
        for (int i = 0; i < sql.values().size(); i++) {
            query.bind(i, sql.values().get(i));
        }
        return query;
    }

    @Override
    public long count(ArtifactQuery query, long bound) {
        return read(handle -> {
            Selection.Sql page = statement(handle, query, Selection.Wanted.ARTIFACTS, Cursor.START, bound);
            return query(
                            handle,
                            new Selection.Sql("SELECT count(*) FROM (" + page.text() + ") AS found", page.values()))
                    .mapTo(Long.class)
                    .one();
        });
    }

    @Override
    public Optional<CatalogArtifact> artifact(String id) {
        return read(handle ->
                artifacts(handle, "artifact_id = ?", "items", id).stream().findFirst());
    }

    @Override
    public List<CatalogArtifact> madeFrom(String artifactId) {
        return read(handle -> artifacts(handle, "source_id = ?", "sources", artifactId));
    }

    private static List<CatalogArtifact> artifacts(Handle handle, String condition, String table, String value) {
        List<Cursor> places = handle.createQuery("SELECT run_key, position FROM " + table + " WHERE " + condition
                        + " ORDER BY run_key DESC, position")
                .bind(0, value)
                .map((rows, context) -> new Cursor(rows.getLong(1), rows.getInt(2)))
                .list();
        Map<Long, RunView> runs = documents(handle, places);
        return places.stream()
                .map(place -> artifact(runs.get(place.key()), place.position()))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public Optional<CatalogRun> run(String id) {
        return read(handle -> document(handle, id)
                .or(() -> handle.createQuery("SELECT document FROM runs WHERE job_id = ? ORDER BY key DESC LIMIT 1")
                        .bind(0, id)
                        .map((rows, context) -> Documents.read(rows.getBytes(1)))
                        .findFirst())
                .map(SqlCatalog::run));
    }

    @Override
    public List<Facet> facets(String field, int limit) {
        String from = Field.TAG.equals(field)
                ? "SELECT tag AS value FROM tags WHERE position > 0"
                : Field.of(field)
                        .map(found -> "SELECT " + found.column() + " AS value FROM items WHERE position > 0 AND "
                                + found.column() + " IS NOT NULL")
                        .orElseThrow(() -> new IllegalArgumentException(
                                "There is no field \"" + field + "\"; there are " + Field.words() + "."));
        return read(handle -> handle.createQuery("SELECT value, count(*) FROM (" + from
                        + ") AS every GROUP BY value ORDER BY count(*) DESC, value LIMIT ?")
                .bind(0, limit)
                .map((rows, context) -> new Facet(rows.getString(1), rows.getLong(2)))
                .list());
    }

    @Override
    public List<Change> changesAfter(long sequence, int limit) {
        return read(handle -> handle.createQuery(
                        "SELECT sequence, kind, run_id, artifact_id, at FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?")
                .bind(0, sequence)
                .bind(1, limit)
                .map((rows, context) -> new Change(
                        rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5)))
                .list());
    }

    @Override
    public long lastChange() {
        return read(SqlCatalog::lastChange);
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
        return read(handle -> handle.createQuery("SELECT bytes, checksum FROM feeds WHERE name = ?")
                .bind(0, feed)
                .map((rows, context) -> new FeedPosition(rows.getLong(1), rows.getLong(2)))
                .findFirst()
                .orElse(FeedPosition.START));
    }

    @Override
    public void position(String feed, FeedPosition position) {
        write(handle -> {
            handle.execute("DELETE FROM feeds WHERE name = ?", feed);
            handle.execute("INSERT INTO feeds VALUES (?, ?, ?)", feed, position.bytes(), position.checksum());
            return null;
        });
    }

    @Override
    public Set<String> runIds() {
        return read(handle -> new HashSet<>(handle.createQuery("SELECT run_id FROM runs")
                .mapTo(String.class)
                .list()));
    }

    @Override
    public void exclusively(Runnable work) {
        write(handle -> {
            work.run();
            return null;
        });
    }

    @Override
    public Optional<String> problem() {
        try {
            read(handle -> handle.createQuery("SELECT count(*) FROM feeds")
                    .mapTo(Long.class)
                    .one());
            return Optional.empty();
        } catch (CatalogException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<RunView> document(Handle handle, String runId) {
        return handle.createQuery("SELECT document FROM runs WHERE run_id = ?")
                .bind(0, runId)
                .map((rows, context) -> Documents.read(rows.getBytes(1)))
                .findFirst();
    }

    private static Map<Long, RunView> documents(Handle handle, List<Cursor> places) {
        List<Long> keys = places.stream().map(Cursor::key).distinct().toList();
        Map<Long, RunView> runs = new HashMap<>();
        if (keys.isEmpty()) {
            return runs;
        }
        String marks = keys.stream().map(key -> "?").collect(Collectors.joining(", "));
        query(
                        handle,
                        new Selection.Sql(
                                "SELECT key, document FROM runs WHERE key IN (" + marks + ")", new ArrayList<>(keys)))
                .map((rows, context) -> Map.entry(rows.getLong(1), Documents.read(rows.getBytes(2))))
                .forEach(entry -> runs.put(entry.getKey(), entry.getValue()));
        return runs;
    }

    private static CatalogRun run(RunView view) {
        return new CatalogRun(view, RunRow.job(view));
    }

    private static Optional<CatalogArtifact> artifact(RunView run, int position) {
        return run.artifacts().stream()
                .filter(artifact -> artifact.position() == position)
                .findFirst()
                .map(artifact -> artifact(run, artifact));
    }

    private static CatalogArtifact artifact(RunView run, ArtifactView artifact) {
        return new CatalogArtifact(
                run.runPath(),
                run.run().modelKey(),
                run.run().status(),
                run.run().createdAt(),
                artifact);
    }

    /** Two statements of one answer are to see the same; so reading is a transaction too. */
    private <T> T read(Work<T> work) {
        return current.get() == null ? guarded(reading, handle -> inTransaction(handle, work)) : joined(work);
    }

    private <T> T write(Work<T> work) {
        if (current.get() != null) {
            return joined(work);
        }
        return guarded(
                writing,
                handle -> inTransaction(handle, open -> {
                    dialect.lock(open.getConnection());
                    current.set(open);
                    try {
                        return work.with(open);
                    } finally {
                        current.remove();
                    }
                }));
    }

    private static <T> T inTransaction(Handle handle, Work<T> work) throws SQLException {
        return handle.<T, SQLException>inTransaction(work::with);
    }

    private <T> T joined(Work<T> work) {
        try {
            return work.with(current.get());
        } catch (JdbiException | SQLException e) {
            throw trouble(e);
        }
    }

    private <T> T guarded(Jdbi jdbi, Work<T> work) {
        try {
            return jdbi.withHandle(work::with);
        } catch (JdbiException | SQLException e) {
            throw trouble(e);
        }
    }

    private CatalogException trouble(Exception failure) {
        Throwable cause = failure;
        while (cause instanceof JdbiException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String remedy = cause instanceof SQLException sql ? dialect.remedy(sql) : "run `runfolio doctor`";
        return new CatalogException(
                "The catalog " + dialect.place() + " does not answer (" + cause.getMessage() + "): " + remedy, failure);
    }

    @Override
    public void close() {
        dialect.close();
    }
}

package io.runfolio.catalog;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.catalog.Catalog.Facet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** What is looked up in one transaction. */
final class Lookups {
    private static final int LARGEST_PAGE = 500;
    /** Rows that a scan holds at a time, where the database's driver would take all. */
    private static final int FETCHED = 10_000;

    private final Handle handle;
    private final Dialect dialect;

    Lookups(Handle handle, Dialect dialect) {
        this.handle = handle;
        this.dialect = dialect;
    }

    static void refuseLimit(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LARGEST_PAGE + " entries, not " + limit + ".");
        }
    }

    Page<CatalogArtifact> artifacts(ArtifactQuery query, int limit, Cursor after) {
        List<Cursor> places =
                places(statement(query, Selection.Wanted.ARTIFACTS, after, limit + 1L), Selection.Wanted.ARTIFACTS);
        return new Page<>(artifacts(places.subList(0, Math.min(limit, places.size()))), next(places, limit));
    }

    Page<CatalogRun> runs(ArtifactQuery query, int limit, Cursor after) {
        List<Cursor> places = places(statement(query, Selection.Wanted.RUNS, after, limit + 1L), Selection.Wanted.RUNS);
        List<Cursor> page = places.subList(0, Math.min(limit, places.size()));
        Map<Long, RunView> runs = documents(page);
        return new Page<>(page.stream().map(place -> run(runs.get(place.key()))).toList(), next(places, limit));
    }

    private static Optional<String> next(List<Cursor> places, int limit) {
        return places.size() > limit ? Optional.of(places.get(limit - 1).text()) : Optional.empty();
    }

    long count(ArtifactQuery query, long bound) {
        Selection.Sql page = statement(query, Selection.Wanted.ARTIFACTS, Cursor.START, bound);
        return query(new Selection.Sql("SELECT count(*) FROM (" + page.text() + ") AS found", page.values()))
                .mapTo(Long.class)
                .one();
    }

    /** One scan of an index: what the rows hold is not read. */
    Anchors anchors(ArtifactQuery query, Selection.Wanted wanted, int step, Cursor after, long bound) {
        List<String> cursors = new ArrayList<>();
        long[] count = {0};
        Cursor[] last = {after};
        query(statement(query, wanted, after, bound))
                .setFetchSize(FETCHED)
                .map((rows, context) -> cursor(rows, wanted))
                .forEach(place -> {
                    if (count[0] > 0 && count[0] % step == 0) {
                        cursors.add(last[0].text());
                    }
                    last[0] = place;
                    count[0]++;
                });
        return new Anchors(count[0], cursors);
    }

    private Selection.Sql statement(ArtifactQuery query, Selection.Wanted wanted, Cursor after, long limit) {
        Selection selection = new Selection(query, dialect);
        List<Long> counts = selection.counts().stream()
                .map(count -> query(count).mapTo(Long.class).one())
                .toList();
        Optional<Long> newest = selection
                .newest(counts)
                .map(look -> query(look).mapTo(Long.class).one());
        return selection.page(counts, newest, wanted, after, limit);
    }

    private List<Cursor> places(Selection.Sql sql, Selection.Wanted wanted) {
        return query(sql).map((rows, context) -> cursor(rows, wanted)).list();
    }

    private static Cursor cursor(ResultSet rows, Selection.Wanted wanted) throws SQLException {
        int position = wanted == Selection.Wanted.RUNS ? Cursor.LAST_POSITION : rows.getInt(2);
        return new Cursor(rows.getLong(1), position);
    }

    private Query query(Selection.Sql sql) {
        Query query = handle.createQuery(sql.text());
        for (int i = 0; i < sql.values().size(); i++) {
            query.bind(i, sql.values().get(i));
        }
        return query;
    }

    Optional<CatalogArtifact> artifact(String id) {
        return artifacts("items", "artifact_id", id).stream()
                .reduce((one, other) -> sealed(one).isBefore(sealed(other)) ? one : other);
    }

    /** Of two bundles that claim one id, as copies made by hand do, the one that was sealed first keeps it. */
    private static Instant sealed(CatalogArtifact artifact) {
        return CreatedAt.instant(artifact.view().record().createdAt())
                .or(() -> CreatedAt.instant(artifact.createdAt()))
                .orElse(Instant.EPOCH);
    }

    /** A range, so that the column's index is used; the upper end is the last code point there is. */
    List<String> ids(String table, String column, String prefix, int limit) {
        return query(Selection.Sql.of(
                        "SELECT DISTINCT " + column + " FROM " + table + " WHERE " + column + " >= ? AND " + column
                                + " < ? ORDER BY " + column + " LIMIT ?",
                        prefix,
                        prefix + "\uDBFF\uDFFF",
                        limit))
                .mapTo(String.class)
                .list();
    }

    List<CatalogArtifact> madeFrom(String artifactId) {
        return artifacts("sources", "source_id", artifactId);
    }

    private List<CatalogArtifact> artifacts(String table, String column, String value) {
        Selection.Sql sql = Selection.Sql.of(
                "SELECT run_key, position FROM " + table + " WHERE " + column + " = ? ORDER BY run_key DESC, position",
                value);
        return artifacts(places(sql, Selection.Wanted.ARTIFACTS));
    }

    private List<CatalogArtifact> artifacts(List<Cursor> places) {
        Map<Long, RunView> runs = documents(places);
        return places.stream()
                .map(place -> artifact(runs.get(place.key()), place.position()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns a run by its id, or by its job's. */
    Optional<CatalogRun> run(String id) {
        return document(id)
                .or(() -> document("SELECT document FROM runs WHERE job_id = ? ORDER BY key DESC LIMIT 1", id))
                .map(Lookups::run);
    }

    Optional<RunView> document(String runId) {
        return document("SELECT document FROM runs WHERE run_id = ?", runId);
    }

    private Optional<RunView> document(String sql, String value) {
        return query(Selection.Sql.of(sql, value))
                .map((rows, context) -> Documents.read(rows.getBytes(1)))
                .findFirst();
    }

    private Map<Long, RunView> documents(List<Cursor> places) {
        List<Long> keys = places.stream().map(Cursor::key).distinct().toList();
        Map<Long, RunView> runs = new HashMap<>();
        if (keys.isEmpty()) {
            return runs;
        }
        String marks = keys.stream().map(key -> "?").collect(Collectors.joining(", "));
        query(new Selection.Sql("SELECT key, document FROM runs WHERE key IN (" + marks + ")", new ArrayList<>(keys)))
                .map((rows, context) -> Map.entry(rows.getLong(1), Documents.read(rows.getBytes(2))))
                .forEach(entry -> runs.put(entry.getKey(), entry.getValue()));
        return runs;
    }

    List<Facet> facets(String field, int limit) {
        String from = Field.TAG.equals(field)
                ? "SELECT tag AS value FROM tags WHERE position > 0"
                : Field.of(field)
                        .map(found -> "SELECT " + found.column() + " AS value FROM items WHERE position > 0 AND "
                                + found.column() + " IS NOT NULL")
                        .orElseThrow(() -> new IllegalArgumentException(
                                "There is no field \"" + field + "\"; there are " + Field.words() + "."));
        return query(Selection.Sql.of(
                        "SELECT value, count(*) FROM (" + from
                                + ") AS every GROUP BY value ORDER BY count(*) DESC, value LIMIT ?",
                        limit))
                .map((rows, context) -> new Facet(rows.getString(1), rows.getLong(2)))
                .list();
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
        return CatalogArtifact.of(run.runPath(), run.run(), artifact);
    }
}

package io.runfolio.catalog.sql;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.catalog.Catalog.Facet;
import io.runfolio.catalog.Page;
import io.runfolio.catalog.PageAnchors;
import io.runfolio.catalog.RunInventory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads runs, artifacts and facets in one transaction. */
final class CatalogReader {
    private static final int MAX_PAGE_SIZE = 500;
    /** Rows that a scan fetches at a time, as the driver would read all. */
    private static final int FETCH_SIZE = 10_000;

    private final Handle handle;
    private final SqlDialect sqlDialect;

    CatalogReader(Handle handle, SqlDialect sqlDialect) {
        this.handle = handle;
        this.sqlDialect = sqlDialect;
    }

    static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_PAGE_SIZE) {
            throw new IllegalArgumentException("A page has 1 to " + MAX_PAGE_SIZE + " entries, not " + limit + ".");
        }
    }

    Page<CatalogArtifact> artifacts(ArtifactQuery query, int limit, PageCursor after) {
        List<PageCursor> places = places(
                statement(query, QueryPlanner.Target.ARTIFACTS, after, limit + 1L), QueryPlanner.Target.ARTIFACTS);
        return new Page<>(artifacts(places.subList(0, Math.min(limit, places.size()))), next(places, limit));
    }

    Page<CatalogRun> runs(ArtifactQuery query, int limit, PageCursor after) {
        List<PageCursor> places =
                places(statement(query, QueryPlanner.Target.RUNS, after, limit + 1L), QueryPlanner.Target.RUNS);
        List<PageCursor> page = places.subList(0, Math.min(limit, places.size()));
        Map<Long, RunView> runs = documents(page);
        return new Page<>(page.stream().map(place -> run(runs.get(place.key()))).toList(), next(places, limit));
    }

    Page<RunInventory> inventory(int limit, PageCursor after) {
        List<Map.Entry<PageCursor, RunInventory>> rows = query(QueryPlanner.Sql.of(
                        "SELECT run_key, facts FROM inventory WHERE run_key < ? ORDER BY run_key DESC LIMIT ?",
                        after.key(),
                        limit + 1L))
                .map((row, context) -> Map.entry(
                        new PageCursor(row.getLong(1), PageCursor.LAST_POSITION), InventoryCodec.read(row.getBytes(2))))
                .list();
        return new Page<>(
                rows.stream().limit(limit).map(Map.Entry::getValue).toList(),
                next(rows.stream().map(Map.Entry::getKey).toList(), limit));
    }

    Set<String> usedByOtherRuns(Collection<String> artifactIds) {
        Set<String> used = new HashSet<>();
        List<String> ids = List.copyOf(artifactIds);
        for (int from = 0; from < ids.size(); from += MAX_PAGE_SIZE) {
            List<Object> some = List.copyOf(ids.subList(from, Math.min(ids.size(), from + MAX_PAGE_SIZE)));
            String marks = some.stream().map(id -> "?").collect(Collectors.joining(", "));
            used.addAll(query(new QueryPlanner.Sql(
                            "SELECT DISTINCT s.source_id FROM sources s " + sqlDialect.orderedJoin()
                                    + " items i ON i.artifact_id = s.source_id"
                                    + " WHERE s.source_id IN (" + marks + ") AND s.run_key <> i.run_key",
                            some))
                    .mapTo(String.class)
                    .list());
        }
        return used;
    }

    private static Optional<String> next(List<PageCursor> places, int limit) {
        return places.size() > limit ? Optional.of(places.get(limit - 1).text()) : Optional.empty();
    }

    long count(ArtifactQuery query, long bound) {
        QueryPlanner.Sql page = statement(query, QueryPlanner.Target.ARTIFACTS, PageCursor.START, bound);
        return query(new QueryPlanner.Sql("SELECT count(*) FROM (" + page.text() + ") AS found", page.values()))
                .mapTo(Long.class)
                .one();
    }

    /** Scans an index without reading documents. */
    PageAnchors anchors(ArtifactQuery query, QueryPlanner.Target target, int step, PageCursor after, long bound) {
        List<String> cursors = new ArrayList<>();
        long[] count = {0};
        PageCursor[] last = {after};
        query(statement(query, target, after, bound))
                .setFetchSize(FETCH_SIZE)
                .map((rows, context) -> cursor(rows, target))
                .forEach(place -> {
                    if (count[0] > 0 && count[0] % step == 0) {
                        cursors.add(last[0].text());
                    }
                    last[0] = place;
                    count[0]++;
                });
        return new PageAnchors(count[0], cursors);
    }

    private QueryPlanner.Sql statement(ArtifactQuery query, QueryPlanner.Target target, PageCursor after, long limit) {
        QueryPlanner queryPlanner = new QueryPlanner(query, sqlDialect);
        List<Long> counts = queryPlanner.counts().stream()
                .map(count -> query(count).mapTo(Long.class).one())
                .toList();
        Optional<Long> newest = queryPlanner
                .newest(counts)
                .map(look -> query(look).mapTo(Long.class).one());
        return queryPlanner.page(counts, newest, target, after, limit);
    }

    private List<PageCursor> places(QueryPlanner.Sql sql, QueryPlanner.Target target) {
        return query(sql).map((rows, context) -> cursor(rows, target)).list();
    }

    private static PageCursor cursor(ResultSet rows, QueryPlanner.Target target) throws SQLException {
        int position = target == QueryPlanner.Target.RUNS ? PageCursor.LAST_POSITION : rows.getInt(2);
        return new PageCursor(rows.getLong(1), position);
    }

    Query query(QueryPlanner.Sql sql) {
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

    /** Of two bundles with the same artifact id, such as copies made by hand, the one sealed first has it. */
    private static Instant sealed(CatalogArtifact artifact) {
        return CreatedAt.instant(artifact.view().record().createdAt())
                .or(() -> CreatedAt.instant(artifact.createdAt()))
                .orElse(Instant.EPOCH);
    }

    /** Uses a range, which an index supports; its end is the last code point. */
    List<String> ids(String table, String column, String prefix, int limit) {
        return query(QueryPlanner.Sql.of(
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
        QueryPlanner.Sql sql = QueryPlanner.Sql.of(
                "SELECT run_key, position FROM " + table + " WHERE " + column + " = ? ORDER BY run_key DESC, position",
                value);
        return artifacts(places(sql, QueryPlanner.Target.ARTIFACTS));
    }

    /** Returns the artifacts at places, in their order; places without one are left out. */
    List<CatalogArtifact> artifacts(List<PageCursor> places) {
        Map<Long, RunView> runs = documents(places);
        return places.stream()
                .map(place -> artifact(runs.get(place.key()), place.position()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns a run by its id, or by its job's id. */
    Optional<CatalogRun> run(String id) {
        return document(id)
                .or(() -> document("SELECT document FROM runs WHERE job_id = ? ORDER BY key DESC LIMIT 1", id))
                .map(CatalogReader::run);
    }

    Optional<RunView> document(String runId) {
        return document("SELECT document FROM runs WHERE run_id = ?", runId);
    }

    private Optional<RunView> document(String sql, String value) {
        return query(QueryPlanner.Sql.of(sql, value))
                .map((rows, context) -> RunDocumentCodec.read(rows.getBytes(1)))
                .findFirst();
    }

    private Map<Long, RunView> documents(List<PageCursor> places) {
        List<Long> keys = places.stream().map(PageCursor::key).distinct().toList();
        Map<Long, RunView> runs = new HashMap<>();
        if (keys.isEmpty()) {
            return runs;
        }
        String marks = keys.stream().map(key -> "?").collect(Collectors.joining(", "));
        query(new QueryPlanner.Sql(
                        "SELECT key, document FROM runs WHERE key IN (" + marks + ")", new ArrayList<>(keys)))
                .map((rows, context) -> Map.entry(rows.getLong(1), RunDocumentCodec.read(rows.getBytes(2))))
                .forEach(entry -> runs.put(entry.getKey(), entry.getValue()));
        return runs;
    }

    List<Facet> facets(String field, int limit) {
        String from = FilterField.TAG.equals(field)
                ? "SELECT tag AS value FROM tags WHERE position > 0"
                : FilterField.of(field)
                        .map(found -> "SELECT " + found.column() + " AS value FROM items WHERE position > 0 AND "
                                + found.column() + " IS NOT NULL")
                        .orElseThrow(() -> new IllegalArgumentException(
                                "There is no field \"" + field + "\": use one of " + FilterField.names() + "."));
        return query(QueryPlanner.Sql.of(
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

package io.runfolio.catalog.sql;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.search.SearchQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the statements that find the rows of a query, newest first.
 *
 * <p>One condition is the driver: its index is scanned in the order of the list, and the other conditions are checked
 * on each row until the page is full. The best driver matches the fewest rows, which depends on the values; therefore
 * the rows of each condition are first counted up to a bound. A driver with alternatives has one scan for each.
 */
final class QueryPlanner {
    /** Bound of the counts; a condition that reaches it is frequent. */
    static final int MAX_COUNT = 10_000;

    private final SqlDialect sqlDialect;
    private final Optional<SearchQuery> text;
    private final List<Driver> drivers = new ArrayList<>();
    /** Conditions that are never the driver. */
    private final List<Sql> always = new ArrayList<>();

    /** SQL fragment and the values of its parameters. */
    record Sql(String text, List<Object> values) {
        static Sql of(String text, Object... values) {
            return new Sql(text, List.of(values));
        }

        Sql and(String condition, Object value) {
            return new Sql(
                    text + " AND " + condition,
                    Stream.concat(values.stream(), Stream.of(value)).toList());
        }
    }

    /**
     * Condition and its scans as a driver.
     *
     * @param sources scans, one for each alternative
     * @param condition condition on a row of items
     * @param count statement for the number of rows, at most {@link #MAX_COUNT}
     * @param newest for each alternative, a statement for its newest run by one index lookup; empty where that needs a
     *     scan
     */
    private record Driver(List<Source> sources, Sql condition, Sql count, List<Sql> newest) {}

    /**
     * @param from the tables, with items as {@code i}
     * @param where condition on these tables
     * @param key column of the run's key
     * @param position column of the position
     * @param order sort order
     */
    private record Source(String from, Sql where, String key, String position, String order) {
        static Source of(String from, Sql where, String table) {
            String key = table + ".run_key";
            String position = table + ".position";
            return new Source(from, where, key, position, key + " DESC, " + position);
        }

        Source notAbove(Optional<Long> newest) {
            return newest.map(most -> new Source(from, where.and(key + " <= ?", most), key, position, order))
                    .orElse(this);
        }
    }

    /** Rows that a statement returns. */
    enum Target {
        /** Artifacts: {@code run_key}, {@code position}. */
        ARTIFACTS,
        /** Runs, each once: {@code run_key}. */
        RUNS
    }

    QueryPlanner(ArtifactQuery query, SqlDialect sqlDialect) {
        this.sqlDialect = sqlDialect;
        text = query.text().flatMap(SearchQuery::of);
        query.runId().ifPresent(run -> always.add(Sql.of("i.run_key = (SELECT key FROM runs WHERE run_id = ?)", run)));
        text.ifPresent(this::text);
        for (FilterField filterField : FilterField.values()) {
            List<String> values = filterField.requestedValues(query);
            if (!values.isEmpty()) {
                drivers.add(field(filterField, values));
            }
        }
        List<String> tags = query.tags().stream().distinct().toList();
        if (!tags.isEmpty()) {
            drivers.add(tags(tags));
        }
        query.minWidth().ifPresent(least -> drivers.add(least("width", least)));
        query.minHeight().ifPresent(least -> drivers.add(least("height", least)));
        query.createdAfter().ifPresent(time -> always.add(Sql.of("i.run_key >= ?", RunKey.notBefore(time))));
        query.createdBefore().ifPresent(time -> always.add(Sql.of("i.run_key < ?", RunKey.notBefore(time))));
        if (query.runId().isPresent()) {
            drivers.forEach(driver -> always.add(driver.condition()));
            drivers.clear();
        }
    }

    private void text(SearchQuery asked) {
        sqlDialect.includeExpression(asked).ifPresentOrElse(wanted -> drivers.add(words(wanted)), () -> {
            String found = "EXISTS (SELECT 1 FROM run_words w WHERE " + sqlDialect.wordsCondition() + " AND "
                    + sqlDialect.wordsKeyColumn() + " = i.run_key)";
            always.add(Sql.of("NOT " + found, sqlDialect.excludeExpression(asked)));
        });
    }

    private Driver words(String wanted) {
        String key = sqlDialect.wordsKeyColumn();
        Sql match = Sql.of(sqlDialect.wordsCondition(), wanted);
        return new Driver(
                List.of(new Source(
                        "run_words w" + sqlDialect.orderedJoin() + "items i ON i.run_key = " + key,
                        match,
                        key,
                        "i.position",
                        sqlDialect.wordsOrder())),
                Sql.of(
                        "EXISTS (SELECT 1 FROM run_words w WHERE " + match.text() + " AND " + key + " = i.run_key)",
                        wanted),
                bounded("run_words w", match),
                List.of());
    }

    private Driver field(FilterField filterField, List<String> values) {
        String using = "items i" + sqlDialect.indexHint(filterField.index());
        String column = "i." + filterField.column();
        List<Source> sources = values.stream()
                .map(value -> Source.of(using, Sql.of(column + " = ?", value), "i"))
                .toList();
        Sql condition = in(column, values);
        return new Driver(sources, condition, bounded(using, condition), looks(sources));
    }

    private Driver tags(List<String> values) {
        String from =
                "tags t" + sqlDialect.orderedJoin() + "items i ON i.run_key = t.run_key AND i.position = t.position";
        List<Source> sources = values.stream()
                .map(value -> Source.of(from, Sql.of("t.tag = ?", value), "t"))
                .toList();
        Sql in = in("t.tag", values);
        Sql exists = new Sql(
                "EXISTS (SELECT 1 FROM tags t WHERE t.run_key = i.run_key AND t.position = i.position AND " + in.text()
                        + ")",
                in.values());
        List<Sql> newest = values.stream()
                .map(value -> look("tags t", Sql.of("t.tag = ?", value), "t.run_key"))
                .toList();
        return new Driver(sources, exists, bounded("tags t", in), newest);
    }

    private Driver least(String column, int least) {
        Sql condition = Sql.of("i." + column + " >= ?", least);
        return new Driver(
                List.of(Source.of("items i", condition, "i")), condition, bounded("items i", condition), List.of());
    }

    private static List<Sql> looks(List<Source> sources) {
        return sources.stream()
                .map(source -> look(source.from(), source.where(), source.key()))
                .toList();
    }

    private static Sql look(String from, Sql where, String key) {
        return new Sql("SELECT max(" + key + ") AS run_key FROM " + from + " WHERE " + where.text(), where.values());
    }

    private static Sql in(String column, List<String> values) {
        String marks = values.stream().map(value -> "?").collect(Collectors.joining(", "));
        return new Sql(column + " IN (" + marks + ")", List.copyOf(values));
    }

    private static Sql bounded(String from, Sql where) {
        return new Sql(
                "SELECT count(*) FROM (SELECT 1 FROM " + from + " WHERE " + where.text() + " LIMIT " + MAX_COUNT
                        + ") AS few",
                where.values());
    }

    /**
     * Returns the count statements that choose the driver; empty without a choice. They are in the order of
     * {@link #page}'s counts.
     */
    List<Sql> counts() {
        return drivers.size() < 2
                ? List.of()
                : drivers.stream().map(Driver::count).toList();
    }

    /**
     * Returns the statement for the newest run that can match; empty if it is not needed. It helps where all conditions
     * are frequent but one matches old runs only, such as a model no longer used: newer runs are then skipped.
     *
     * @param counts results of {@link #counts()}
     */
    Optional<Sql> newest(List<Long> counts) {
        List<Driver> telling =
                drivers.stream().filter(driver -> !driver.newest().isEmpty()).toList();
        if (telling.isEmpty() || counts.isEmpty() || Collections.min(counts) < MAX_COUNT) {
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        String every = telling.stream()
                .map(driver -> "SELECT max(run_key) AS run_key FROM (" + union(driver.newest(), values) + ") AS one")
                .collect(Collectors.joining(" UNION ALL "));
        return Optional.of(new Sql("SELECT min(run_key) FROM (" + every + ") AS every", values));
    }

    private static String union(List<Sql> statements, List<Object> values) {
        statements.forEach(statement -> values.addAll(statement.values()));
        return statements.stream().map(Sql::text).collect(Collectors.joining(" UNION ALL "));
    }

    /**
     * Returns the statement for a page.
     *
     * @param counts results of {@link #counts()}
     * @param newest result of {@link #newest}
     * @param limit maximum number of rows
     */
    Sql page(List<Long> counts, Optional<Long> newest, Target target, PageCursor after, long limit) {
        Optional<Driver> driver = driver(counts);
        List<Sql> others = new ArrayList<>(always);
        drivers.stream()
                .filter(other -> driver.filter(other::equals).isEmpty())
                .forEach(other -> others.add(other.condition()));
        List<Source> sources =
                driver.map(Driver::sources).orElseGet(() -> List.of(Source.of("items i", Sql.of("1 = 1"), "i")));
        List<Sql> walks = sources.stream()
                .map(source -> walk(source.notAbove(newest), others, target, after, limit))
                .toList();
        if (walks.size() == 1) {
            return walks.get(0);
        }
        String union = walks.stream()
                .map(walk -> "SELECT * FROM (" + walk.text() + ") AS one")
                .collect(Collectors.joining(" UNION "));
        List<Object> values = new ArrayList<>();
        walks.forEach(walk -> values.addAll(walk.values()));
        values.add(limit);
        String order = target == Target.RUNS ? "run_key DESC" : "run_key DESC, position";
        return new Sql("SELECT * FROM (" + union + ") AS every ORDER BY " + order + " LIMIT ?", values);
    }

    private Optional<Driver> driver(List<Long> counts) {
        if (counts.isEmpty()) {
            return drivers.stream().findFirst();
        }
        long fewest = Collections.min(counts);
        return Stream.iterate(0, i -> i + 1)
                .limit(drivers.size())
                .filter(i -> counts.get(i) == fewest)
                .findFirst()
                .map(drivers::get);
    }

    private static Sql walk(Source source, List<Sql> others, Target target, PageCursor after, long limit) {
        boolean runs = target == Target.RUNS;
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        Stream.concat(Stream.of(source.where()), others.stream()).forEach(condition -> {
            conditions.add(condition.text());
            values.addAll(condition.values());
        });
        if (!runs) {
            conditions.add("i.position > 0");
        }
        if (!after.equals(PageCursor.START)) {
            conditions.add(source.key() + (runs ? " < ?" : " <= ?"));
            values.add(after.key());
            if (!runs) {
                conditions.add("(" + source.key() + " < ? OR i.position > ?)");
                values.add(after.key());
                values.add(after.position());
            }
        }
        values.add(limit);
        String columns = runs
                ? "DISTINCT " + source.key() + " AS run_key"
                : source.key() + " AS run_key, " + source.position() + " AS position";
        String order = runs ? source.key() + " DESC" : source.order();
        return new Sql(
                "SELECT " + columns + " FROM " + source.from() + " WHERE " + String.join(" AND ", conditions)
                        + " ORDER BY " + order + " LIMIT ?",
                values);
    }
}

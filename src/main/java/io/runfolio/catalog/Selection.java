package io.runfolio.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements that find what answers a query, newest first.
 *
 * <p>One of the conditions drives: its index is walked in the order of the list, and the others are tried on each row until the page is full. The best driver is the one that the fewest rows answer, and
 * that differs from value to value; so the rows of each are counted up to a bound first, if there are several. A condition with alternatives drives with one walk for each.
 */
final class Selection {
    /** Rows beyond which a condition counts as frequent. */
    static final int FREQUENT = 10_000;

    private final Dialect dialect;
    private final Optional<SearchText> text;
    private final List<Driver> drivers = new ArrayList<>();
    /** Conditions that need no driver. */
    private final List<Sql> always = new ArrayList<>();

    /** A piece of SQL and the values of its parameters. */
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
     * A condition, and how it drives.
     *
     * @param sources tables to read, one for each alternative, with conditions of their own
     * @param condition the same as a condition on a row of items
     * @param count how many rows answer, at most {@link #FREQUENT}
     * @param newest for each alternative, a look into its index for the newest run that answers; none if that would be more than a look
     */
    private record Driver(List<Source> sources, Sql condition, Sql count, List<Sql> newest) {}

    /**
     * @param from the tables, items as {@code i} among them
     * @param where a condition on them
     * @param key the column that holds the run's key
     * @param position the column that holds the position
     * @param order the order of the list
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

    /** What a statement is to return. */
    enum Wanted {
        /** {@code run_key}, {@code position} of artifacts. */
        ARTIFACTS,
        /** {@code run_key} of runs, each once. */
        RUNS
    }

    Selection(ArtifactQuery query, Dialect dialect) {
        this.dialect = dialect;
        text = query.text().flatMap(SearchText::of);
        query.runId().ifPresent(run -> always.add(Sql.of("i.run_key = (SELECT key FROM runs WHERE run_id = ?)", run)));
        text.ifPresent(this::text);
        for (Field field : Field.values()) {
            List<String> values = field.wanted(query);
            if (!values.isEmpty()) {
                drivers.add(field(field, values));
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

    private void text(SearchText asked) {
        dialect.wanted(asked).ifPresentOrElse(wanted -> drivers.add(words(wanted)), () -> {
            String found = "EXISTS (SELECT 1 FROM run_words w WHERE " + dialect.matches() + " AND " + dialect.wordsKey()
                    + " = i.run_key)";
            always.add(Sql.of("NOT " + found, dialect.unwanted(asked)));
        });
    }

    private Driver words(String wanted) {
        String key = dialect.wordsKey();
        Sql match = Sql.of(dialect.matches(), wanted);
        return new Driver(
                List.of(new Source(
                        "run_words w" + dialect.join() + "items i ON i.run_key = " + key,
                        match,
                        key,
                        "i.position",
                        dialect.wordsOrder())),
                Sql.of(
                        "EXISTS (SELECT 1 FROM run_words w WHERE " + match.text() + " AND " + key + " = i.run_key)",
                        wanted),
                bounded("run_words w", match),
                List.of());
    }

    private Driver field(Field field, List<String> values) {
        String using = "items i" + dialect.using(field.index());
        String column = "i." + field.column();
        List<Source> sources = values.stream()
                .map(value -> Source.of(using, Sql.of(column + " = ?", value), "i"))
                .toList();
        Sql condition = in(column, values);
        return new Driver(sources, condition, bounded(using, condition), looks(sources));
    }

    private Driver tags(List<String> values) {
        String from = "tags t" + dialect.join() + "items i ON i.run_key = t.run_key AND i.position = t.position";
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
                "SELECT count(*) FROM (SELECT 1 FROM " + from + " WHERE " + where.text() + " LIMIT " + FREQUENT
                        + ") AS few",
                where.values());
    }

    /** Returns what is to be counted to find the driver, in the order in which {@link #page} wants the counts; empty if there is nothing to choose. */
    List<Sql> counts() {
        return drivers.size() < 2
                ? List.of()
                : drivers.stream().map(Driver::count).toList();
    }

    /**
     * Returns the statement for the newest run that can answer, where all conditions are frequent: one of them may hold for old runs only, as a model that is used no more, and all newer runs would be tried for nothing. Empty if
     * that is not worth a question.
     *
     * @param counts what came of {@link #counts()}
     */
    Optional<Sql> newest(List<Long> counts) {
        List<Driver> telling =
                drivers.stream().filter(driver -> !driver.newest().isEmpty()).toList();
        if (telling.isEmpty() || counts.isEmpty() || Collections.min(counts) < FREQUENT) {
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
     * @param counts what came of {@link #counts()}
     * @param newest what came of {@link #newest}
     * @param limit at most so many rows
     */
    Sql page(List<Long> counts, Optional<Long> newest, Wanted wanted, Cursor after, long limit) {
        Optional<Driver> driver = driver(counts);
        List<Sql> others = new ArrayList<>(always);
        drivers.stream()
                .filter(other -> driver.filter(other::equals).isEmpty())
                .forEach(other -> others.add(other.condition()));
        List<Source> sources =
                driver.map(Driver::sources).orElseGet(() -> List.of(Source.of("items i", Sql.of("1 = 1"), "i")));
        List<Sql> walks = sources.stream()
                .map(source -> walk(source.notAbove(newest), others, wanted, after, limit))
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
        String order = wanted == Wanted.RUNS ? "run_key DESC" : "run_key DESC, position";
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

    private static Sql walk(Source source, List<Sql> others, Wanted wanted, Cursor after, long limit) {
        boolean runs = wanted == Wanted.RUNS;
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        Stream.concat(Stream.of(source.where()), others.stream()).forEach(condition -> {
            conditions.add(condition.text());
            values.addAll(condition.values());
        });
        if (!runs) {
            conditions.add("i.position > 0");
        }
        if (!after.equals(Cursor.START)) {
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

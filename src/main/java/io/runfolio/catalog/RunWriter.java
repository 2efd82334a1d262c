package io.runfolio.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts rows of runs into the tables of one connection, in the transaction that is open there. Plain JDBC: a rebuild writes millions of values. */
final class RunWriter implements AutoCloseable {
    private static final List<String> TABLES_BY_KEY = List.of("items", "tags", "sources");

    /**
     * A run that has a number.
     *
     * @param here whether it is in the tables that are written to
     */
    private record Known(long key, boolean here) {}

    private final List<PreparedStatement> statements = new ArrayList<>();
    private final PreparedStatement findKey;
    private final PreparedStatement lastIn;
    private final List<PreparedStatement> deletes = new ArrayList<>();
    private final PreparedStatement insertRun;
    private final PreparedStatement insertItem;
    private final PreparedStatement insertTag;
    private final PreparedStatement insertSource;
    private final PreparedStatement insertWords;
    private final Connection connection;
    private final Dialect dialect;

    RunWriter(Connection connection, Dialect dialect) throws SQLException {
        this(connection, dialect, "runs", "1");
    }

    /**
     * @param numbered the table that says which numbers are given to which runs: {@code runs}, or one that has more
     * @param here what tells, by 1, that a row of it stands in {@code runs}
     */
    RunWriter(Connection connection, Dialect dialect, String numbered, String here) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        findKey = prepare("SELECT key, " + here + " FROM " + numbered + " WHERE run_id = ?");
        lastIn = prepare("SELECT max(key) FROM " + numbered + " WHERE key >= ? AND key < ?");
        for (String table : TABLES_BY_KEY) {
            deletes.add(prepare("DELETE FROM " + table + " WHERE run_key = ?"));
        }
        deletes.add(prepare("DELETE FROM run_words WHERE " + dialect.wordsKey().substring(2) + " = ?"));
        deletes.add(prepare("DELETE FROM runs WHERE key = ?"));
        insertRun = prepare("INSERT INTO runs (key, run_id, job_id, document) VALUES (?, ?, ?, ?)");
        insertItem = prepare(insertItem());
        insertTag = prepare("INSERT INTO tags (tag, run_key, position) VALUES (?, ?, ?)");
        insertSource = prepare("INSERT INTO sources (source_id, run_key, position) VALUES (?, ?, ?)");
        insertWords = prepare(dialect.insertWords());
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statements.add(statement);
        return statement;
    }

    private static String insertItem() {
        List<String> columns = Stream.concat(
                        Stream.of("run_key", "position", "artifact_id", "width", "height"),
                        Stream.of(Field.values()).map(Field::column))
                .toList();
        return "INSERT INTO items (" + String.join(", ", columns) + ") VALUES ("
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    /** Returns a run's number. */
    Optional<Long> key(String runId) throws SQLException {
        return known(runId).map(Known::key);
    }

    private Optional<Known> known(String runId) throws SQLException {
        findKey.setString(1, runId);
        try (ResultSet rows = findKey.executeQuery()) {
            return rows.next() ? Optional.of(new Known(rows.getLong(1), rows.getInt(2) == 1)) : Optional.empty();
        }
    }

    /** Takes a run out. */
    void delete(long key) throws SQLException {
        for (PreparedStatement delete : deletes) {
            delete.setLong(1, key);
            delete.executeUpdate();
        }
    }

    /** Puts runs in, each in the place of what was known of it; of two rows of one run, the last counts. */
    void put(List<RunRow> rows) throws SQLException {
        Map<String, RunRow> last = new HashMap<>();
        rows.forEach(row -> last.put(row.runId(), row));
        Map<Long, Long> given = new HashMap<>();
        for (RunRow row : rows) {
            if (last.get(row.runId()) == row) {
                insert(place(row, given), row);
            }
        }
        for (PreparedStatement statement : List.of(insertRun, insertItem, insertTag, insertSource, insertWords)) {
            statement.executeBatch();
        }
    }

    /** A run keeps its number for as long as its time stays the same. */
    private long place(RunRow row, Map<Long, Long> given) throws SQLException {
        Optional<Known> known = known(row.runId());
        if (known.isPresent()) {
            long key = known.get().key();
            if (known.get().here()) {
                delete(key);
            }
            long beyond = key - row.firstKey();
            if (beyond >= 0 && beyond < RunKey.ROOM) {
                given.merge(row.firstKey(), key, Math::max);
                return key;
            }
        }
        long key = free(row.firstKey(), given);
        given.put(row.firstKey(), key);
        return key;
    }

    /** Behind all of its microsecond, what this batch has given too: that is not in the table yet. */
    private long free(long first, Map<Long, Long> given) throws SQLException {
        long end = first + RunKey.ROOM;
        long last = Math.max(last(first, end).orElse(first - 1), given.getOrDefault(first, first - 1));
        if (last + 1 < end) {
            return last + 1;
        }
        executeRuns();
        return last(first, first + RunKey.OVERFLOW).orElse(end) + 1;
    }

    private Optional<Long> last(long from, long to) throws SQLException {
        lastIn.setLong(1, from);
        lastIn.setLong(2, to);
        return number(lastIn);
    }

    private void executeRuns() throws SQLException {
        insertRun.executeBatch();
    }

    private static Optional<Long> number(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            long number = rows.getLong(1);
            return rows.wasNull() ? Optional.empty() : Optional.of(number);
        }
    }

    private void insert(long key, RunRow row) throws SQLException {
        insertRun.setLong(1, key);
        insertRun.setString(2, row.runId());
        insertRun.setString(3, row.jobId());
        insertRun.setBytes(4, row.document());
        insertRun.addBatch();
        for (RunRow.Item item : row.items()) {
            insert(key, item);
        }
        if (row.texts().stream().anyMatch(words -> !words.isEmpty())) {
            insertWords.setLong(1, key);
            insertWords.setString(2, dialect.words(row.texts()));
            insertWords.addBatch();
        }
    }

    private void insert(long key, RunRow.Item item) throws SQLException {
        insertItem.setLong(1, key);
        insertItem.setInt(2, item.position());
        insertItem.setString(3, item.artifactId());
        setNumber(4, item.width());
        setNumber(5, item.height());
        int column = 6;
        for (Field field : Field.values()) {
            insertItem.setString(column++, item.values().get(field));
        }
        insertItem.addBatch();
        each(insertTag, item.tags(), key, item.position());
        each(insertSource, item.sources(), key, item.position());
    }

    private void setNumber(int column, Integer value) throws SQLException {
        if (value == null) {
            insertItem.setNull(column, Types.INTEGER);
        } else {
            insertItem.setInt(column, value);
        }
    }

    private static void each(PreparedStatement insert, Iterable<String> values, long key, int position)
            throws SQLException {
        for (String value : values) {
            insert.setString(1, value);
            insert.setLong(2, key);
            insert.setInt(3, position);
            insert.addBatch();
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements) {
            statement.close();
        }
    }
}

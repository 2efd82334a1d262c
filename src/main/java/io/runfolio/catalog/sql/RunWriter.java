package io.runfolio.catalog.sql;

import io.runfolio.run.extras.PerceptualHash;
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

/**
 * Writes rows of runs in the open transaction of a connection. Uses plain JDBC, as a rebuild writes millions of values.
 */
final class RunWriter implements AutoCloseable {
    private static final List<String> TABLES_BY_KEY = List.of("items", "tags", "sources", "inventory", "originals");

    /**
     * Run that has a key.
     *
     * @param here whether it is in the tables that this writes to
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
    private final PreparedStatement insertOriginal;
    private final PreparedStatement insertWords;
    private final PreparedStatement insertInventory;
    private final Connection connection;
    private final SqlDialect sqlDialect;

    RunWriter(Connection connection, SqlDialect sqlDialect) throws SQLException {
        this(connection, sqlDialect, "runs", "1");
    }

    /**
     * @param numbered table or view with the keys of runs: {@code runs}, or one with more rows
     * @param here expression that is 1 for rows that are in {@code runs}
     */
    RunWriter(Connection connection, SqlDialect sqlDialect, String numbered, String here) throws SQLException {
        this.connection = connection;
        this.sqlDialect = sqlDialect;
        findKey = prepare("SELECT key, " + here + " FROM " + numbered + " WHERE run_id = ?");
        lastIn = prepare("SELECT max(key) FROM " + numbered + " WHERE key >= ? AND key < ?");
        for (String table : TABLES_BY_KEY) {
            deletes.add(prepare("DELETE FROM " + table + " WHERE run_key = ?"));
        }
        deletes.add(prepare(
                "DELETE FROM run_words WHERE " + sqlDialect.wordsKeyColumn().substring(2) + " = ?"));
        deletes.add(prepare("DELETE FROM runs WHERE key = ?"));
        insertRun = prepare("INSERT INTO runs (key, run_id, job_id, document) VALUES (?, ?, ?, ?)");
        insertItem = prepare(insertItem());
        insertTag = prepare("INSERT INTO tags (tag, run_key, position) VALUES (?, ?, ?)");
        insertSource = prepare("INSERT INTO sources (source_id, run_key, position) VALUES (?, ?, ?)");
        insertOriginal = prepare("INSERT INTO originals (run_key, position, sha256, structure) VALUES (?, ?, ?, ?)");
        insertWords = prepare(sqlDialect.insertWordsStatement());
        insertInventory = prepare("INSERT INTO inventory (run_key, facts) VALUES (?, ?)");
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statements.add(statement);
        return statement;
    }

    private static String insertItem() {
        List<String> columns = Stream.concat(
                        Stream.of("run_key", "position", "artifact_id", "width", "height"),
                        Stream.of(FilterField.values()).map(FilterField::column))
                .toList();
        return "INSERT INTO items (" + String.join(", ", columns) + ") VALUES ("
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    /** Returns a run's key. */
    Optional<Long> key(String runId) throws SQLException {
        return known(runId).map(Known::key);
    }

    private Optional<Known> known(String runId) throws SQLException {
        findKey.setString(1, runId);
        try (ResultSet rows = findKey.executeQuery()) {
            return rows.next() ? Optional.of(new Known(rows.getLong(1), rows.getInt(2) == 1)) : Optional.empty();
        }
    }

    /** Deletes a run. */
    void delete(long key) throws SQLException {
        for (PreparedStatement delete : deletes) {
            delete.setLong(1, key);
            delete.executeUpdate();
        }
    }

    /** Inserts or replaces runs; of two rows of one run, the last one counts. */
    void put(List<RunRow> rows) throws SQLException {
        Map<String, RunRow> last = new HashMap<>();
        rows.forEach(row -> last.put(row.runId(), row));
        Map<Long, Long> given = new HashMap<>();
        for (RunRow row : rows) {
            if (last.get(row.runId()) == row) {
                insert(place(row, given), row);
            }
        }
        for (PreparedStatement statement :
                List.of(insertRun, insertItem, insertTag, insertSource, insertWords, insertInventory, insertOriginal)) {
            statement.executeBatch();
        }
    }

    /** A run keeps its key while its time is the same. */
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

    /** Returns the first key after those of its microsecond. This batch's keys, not in the table yet, count too. */
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
        insertInventory.setLong(1, key);
        insertInventory.setBytes(2, row.inventory());
        insertInventory.addBatch();
        for (RunRow.Item item : row.items()) {
            insert(key, item);
        }
        if (row.texts().stream().anyMatch(words -> !words.isEmpty())) {
            insertWords.setLong(1, key);
            insertWords.setString(2, sqlDialect.encodeWords(row.texts()));
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
        for (FilterField filterField : FilterField.values()) {
            insertItem.setString(column++, item.values().get(filterField));
        }
        insertItem.addBatch();
        each(insertTag, item.tags(), key, item.position());
        each(insertSource, item.sources(), key, item.position());
        if (item.original().isPresent()) {
            insert(key, item.position(), item.original().get());
        }
    }

    private void insert(long key, int position, RunRow.Original original) throws SQLException {
        PerceptualHash hash = original.hash();
        insertOriginal.setLong(1, key);
        insertOriginal.setInt(2, position);
        insertOriginal.setString(3, original.sha256());
        if (hash == null) {
            insertOriginal.setNull(4, Types.BIGINT);
        } else {
            insertOriginal.setLong(4, hash.structure());
        }
        insertOriginal.addBatch();
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

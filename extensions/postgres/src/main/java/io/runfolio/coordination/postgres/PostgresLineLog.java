package io.runfolio.coordination.postgres;

import io.runfolio.coordination.shared.LineLog;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Log of lines as rows. A query that begins while another one reads shares the next reading with all that wait. */
final class PostgresLineLog implements LineLog {
    /** One statement, so that identity, size and lines are those of one moment. */
    private static final String READ = "SELECT h.identity, h.size, l.line FROM runfolio_logs h LEFT JOIN"
            + " runfolio_log_lines l ON l.log = h.name AND l.position < h.size"
            + " AND l.position >= CASE WHEN h.identity = ? AND h.size >= ? THEN ? ELSE 0 END"
            + " WHERE h.name = ? ORDER BY l.position";

    private static final String NONE = "";

    private final Database database;
    private final FailFast failFast;
    private final String name;
    private final Listener listener;
    private final AtomicLong arrived = new AtomicLong();

    /** Queries up to this one have begun before the last reading did. */
    private long served;

    private String identity = NONE;
    private int size;

    PostgresLineLog(Database database, FailFast failFast, String name, Listener listener) {
        this.database = database;
        this.failFast = failFast;
        this.name = name;
        this.listener = listener;
    }

    private record Row(String identity, int size, String line) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(row.getString(1), row.getInt(2), row.getString(3));
        }
    }

    @Override
    public <T> T query(Supplier<T> question) {
        failFast.check(); // before the monitor, which another one may hold while it waits for the database
        long mine = arrived.incrementAndGet();
        synchronized (this) {
            if (served < mine) {
                long all = arrived.get();
                List<Row> rows = failFast.ask(() -> database.run(this::read));
                learn(rows);
                served = all;
            }
            return question.get();
        }
    }

    @Override
    public synchronized int append(Supplier<List<String>> lines) {
        return failFast.ask(() -> database.transaction(connection -> {
            lock(connection);
            learn(read(connection));
            List<String> wanted = lines.get();
            insert(connection, size, wanted);
            Sql.update(connection, "UPDATE runfolio_logs SET size = ? WHERE name = ?", size + wanted.size(), name);
            return wanted.size();
        }));
    }

    @Override
    public synchronized void rewrite(UnaryOperator<List<String>> rewriting) {
        failFast.ask(() -> database.transaction(connection -> {
            lock(connection);
            learn(read(connection));
            List<String> lines = rewriting.apply(Sql.list(
                    connection,
                    "SELECT line FROM runfolio_log_lines WHERE log = ? ORDER BY position",
                    row -> row.getString(1),
                    name));
            Sql.update(connection, "DELETE FROM runfolio_log_lines WHERE log = ?", name);
            insert(connection, 0, lines);
            return Sql.update(
                    connection,
                    "UPDATE runfolio_logs SET size = ?, identity = md5(random()::text || clock_timestamp()::text)"
                            + " WHERE name = ?",
                    lines.size(),
                    name);
        }));
    }

    /** Creates the log if it is new, and lets nobody else write until the transaction ends. */
    private void lock(Connection connection) throws SQLException {
        Sql.update(connection, "INSERT INTO runfolio_logs (name) VALUES (?) ON CONFLICT DO NOTHING", name);
        Sql.list(connection, "SELECT size FROM runfolio_logs WHERE name = ? FOR UPDATE", row -> row.getInt(1), name);
    }

    private void insert(Connection connection, int from, List<String> lines) throws SQLException {
        Sql.batch(
                connection,
                "INSERT INTO runfolio_log_lines (log, position, line) VALUES (?, ?, ?)",
                IntStream.range(0, lines.size()).mapToObj(i -> new Object[] {name, from + i, Sql.text(lines.get(i))}));
    }

    private List<Row> read(Connection connection) throws SQLException {
        return Sql.list(connection, READ, Row::of, identity, size, size, name);
    }

    private void learn(List<Row> rows) {
        Row first = rows.isEmpty() ? new Row(NONE, 0, null) : rows.get(0);
        if (!first.identity().equals(identity) || first.size() < size) {
            listener.reset();
        }
        identity = first.identity();
        size = first.size();
        rows.stream()
                .filter(row -> row.line() != null)
                .forEach(row -> listener.line(row.line().getBytes(StandardCharsets.UTF_8)));
    }
}

package io.runfolio.coordination.postgres;

import io.runfolio.coordination.access.AttemptCounters;
import io.runfolio.files.Checksums;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counters as rows, by the hashes of their names, which may have addresses of clients. */
final class PostgresAttempts implements AttemptCounters {
    /** Counts an attempt unless the counter is full; no row is changed then. */
    private static final String COUNT =
            "INSERT INTO runfolio_attempts AS a VALUES (?, 1, clock_timestamp() + ?::interval) ON CONFLICT (counter)"
                    + " DO UPDATE SET failures = CASE WHEN a.ends <= clock_timestamp() THEN 1 ELSE a.failures + 1 END,"
                    + " ends = CASE WHEN a.ends <= clock_timestamp() THEN excluded.ends ELSE a.ends END"
                    + " WHERE a.ends <= clock_timestamp() OR a.failures < ?";

    private static final String FULL = " FROM unnest(?::text[], ?::text[]) AS l(counter, max)"
            + " JOIN runfolio_attempts a ON a.counter = l.counter AND a.failures >= l.max::integer AND a.ends > now()";

    /** Rows that another server changes now are left to the next time. */
    private static final String REMOVE_OLD = "DELETE FROM runfolio_attempts WHERE counter IN (SELECT counter"
            + " FROM runfolio_attempts WHERE ends <= now() LIMIT 10000 FOR UPDATE SKIP LOCKED)";

    private static final long PAUSE_NANOS = 60_000_000_000L;

    private final Database database;
    private final FailFast failFast;
    private final AtomicLong removedAt = new AtomicLong(System.nanoTime());

    PostgresAttempts(Database database, FailFast failFast) {
        this.database = database;
        this.failFast = failFast;
    }

    @Override
    public boolean count(List<Limit> limits) {
        return failFast.ask(() -> {
            removeOld();
            return database.transaction(connection -> countAll(connection, limits));
        });
    }

    /** All callers lock the rows in one order, and that of the sum last and shortest. */
    private static boolean countAll(Connection connection, List<Limit> limits) throws SQLException {
        for (Limit limit : limits) {
            if (!count(connection, limit)) {
                connection.rollback();
                return false;
            }
        }
        return true;
    }

    private static boolean count(Connection connection, Limit limit) throws SQLException {
        return Sql.update(connection, COUNT, name(limit), WINDOW.toMillis() + " milliseconds", limit.max()) == 1;
    }

    @Override
    public void takeBack(List<Limit> limits) {
        database.transaction(connection -> {
            for (Limit limit : limits) {
                Sql.update(
                        connection,
                        "UPDATE runfolio_attempts SET failures = failures - 1 WHERE counter = ? AND failures > 0",
                        name(limit));
            }
            return null;
        });
    }

    @Override
    public Duration untilRoom(List<Limit> limits) {
        return database.run(connection -> Sql.first(
                        connection,
                        "SELECT ceil(extract(epoch FROM max(a.ends) - now()) * 1000)::bigint" + FULL,
                        row -> Duration.ofMillis(Math.max(0, row.getLong(1))),
                        names(limits),
                        maxima(limits))
                .orElse(Duration.ZERO));
    }

    private void removeOld() {
        long last = removedAt.get();
        long now = System.nanoTime();
        if (now - last > PAUSE_NANOS && removedAt.compareAndSet(last, now)) {
            database.run(connection -> Sql.update(connection, REMOVE_OLD));
        }
    }

    private static List<String> names(List<Limit> limits) {
        return limits.stream().map(PostgresAttempts::name).toList();
    }

    private static List<String> maxima(List<Limit> limits) {
        return limits.stream().map(limit -> String.valueOf(limit.max())).toList();
    }

    private static String name(Limit limit) {
        return Checksums.sha256(limit.counter());
    }
}

package io.runfolio.coordination.postgres;

import io.runfolio.files.Checksums;
import java.util.Optional;

/** Sessions that hold advisory locks, as the database shows them. */
final class LockHolders {
    private static final String PREFIX = "runfolio-worker-";
    private static final int DIGITS = 32;
    private static final String HELD = " FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
            + " WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted AND l.classid::bigint = ?"
            + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private final Database database;

    LockHolders(Database database) {
        this.database = database;
    }

    /** Returns the name of the session of a worker's locks; names of sessions have a limited length. */
    static String nameOf(String worker) {
        return PREFIX + Checksums.sha256(worker).substring(0, DIGITS);
    }

    /** Returns whether any lock of a kind is held. */
    boolean isAnyHeld(int kind) {
        return database.run(
                connection -> Sql.first(connection, "SELECT 1" + HELD, row -> true, Integer.toUnsignedLong(kind))
                        .isPresent());
    }

    /** Returns whether a lock is held by the session of a worker that sends no heartbeats. */
    boolean isDead(int kind, int lock) {
        return database.run(connection -> {
            Optional<String> holder = Sql.first(
                            connection,
                            "SELECT coalesce(a.application_name, '')" + HELD + " AND l.objid::bigint = ?",
                            row -> row.getString(1),
                            // the database keeps the numbers as unsigned ones
                            Integer.toUnsignedLong(kind),
                            Integer.toUnsignedLong(lock))
                    .filter(name -> name.startsWith(PREFIX));
            return holder.isPresent()
                    && Sql.list(
                                    connection,
                                    "SELECT name FROM runfolio_workers WHERE seen >= now() - ?::interval",
                                    row -> nameOf(row.getString(1)),
                                    database.leaseInterval())
                            .stream()
                            .noneMatch(holder.get()::equals);
        });
    }
}

package io.runfolio.coordination.postgres;

import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.coordination.SealRecord;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.run.EventOrigin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Rebuild of the seals, and of the events that are done, from the bundles. It is one transaction, and can be repeated.
 * Events without a bundle stay as they are.
 */
final class PostgresRebuild {
    /** The document of the event is lost; only its identity is needed to recognize a second delivery. */
    private static final byte[] NO_BODY = {};

    private final Database database;
    private final Queue queue;

    PostgresRebuild(Database database, Queue queue) {
        this.database = database;
        this.queue = queue;
    }

    /**
     * Rebuilds the tables.
     *
     * @param bundles reads the bundles, after it is known that no worker is alive
     * @return number of seals
     * @throws StorageException if a worker or another process with work in progress is alive
     */
    int run(Supplier<List<SealRecord>> bundles) {
        long start = System.nanoTime();
        database.run(this::refuseAlive);
        List<SealRecord> seals = bundles.get();
        awaitHeartbeats(start);
        return database.transaction(connection -> {
            Sql.update(connection, "LOCK TABLE runfolio_workers IN SHARE ROW EXCLUSIVE MODE");
            refuseAlive(connection);
            writeSeals(connection, seals);
            writeEvents(connection, seals);
            return seals.size();
        });
    }

    private boolean refuseAlive(Connection connection) throws SQLException {
        Optional<String> alive = Sql.first(
                connection,
                "SELECT name FROM runfolio_workers WHERE seen >= now() - ?::interval ORDER BY seen DESC",
                row -> row.getString(1),
                database.leaseInterval());
        if (alive.isPresent()) {
            throw new StorageException(
                    "The tables are not rebuilt while work is in progress: stop " + alive.get()
                            + ", or wait for a lease (" + database.lease().toSeconds() + " s) if it is dead.",
                    null);
        }
        return true;
    }

    /** Waits until each worker that is alive has sent a heartbeat, as its row may have been lost. */
    private void awaitHeartbeats(long start) {
        long wanted = Heartbeats.period(database.lease()).toNanos() * 2;
        try {
            TimeUnit.NANOSECONDS.sleep(wanted - (System.nanoTime() - start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Interrupted while waiting for heartbeats", e);
        }
    }

    private static void writeSeals(Connection connection, List<SealRecord> seals) throws SQLException {
        Sql.update(connection, "DELETE FROM runfolio_seals");
        Sql.batch(
                connection,
                "INSERT INTO runfolio_seals (seq, event_id, digest, fence, run_id, line, published)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                IntStream.range(0, seals.size()).mapToObj(i -> {
                    SealRecord seal = seals.get(i);
                    return new Object[] {
                        (long) i + 1,
                        PostgresSeals.eventId(seal.event()),
                        PostgresSeals.digest(seal.event()),
                        seal.fence(),
                        seal.runId(),
                        seal.indexLine(),
                        seal.isIndexed()
                    };
                }));
    }

    private void writeEvents(Connection connection, List<SealRecord> seals) throws SQLException {
        Sql.batch(
                connection,
                "INSERT INTO runfolio_events AS e (id, queue, delivery, event_id, digest, name, body, state, fence,"
                        + " run_id) VALUES (?, ?, ?, ?, ?, ?, ?, 'done', ?, ?) ON CONFLICT (queue, delivery) DO UPDATE"
                        + " SET state = 'done', worker = NULL, waiting = NULL, due = NULL, error = NULL, attempts = 0,"
                        + " history = '', run_id = EXCLUDED.run_id, fence = greatest(e.fence, EXCLUDED.fence),"
                        + " changed = now() WHERE e.state <> 'done' OR e.run_id IS DISTINCT FROM EXCLUDED.run_id",
                seals.stream().filter(seal -> seal.event().isPresent()).map(seal -> {
                    EventOrigin event = seal.event().orElseThrow();
                    return new Object[] {
                        EventRows.newId(),
                        queue.name(),
                        EventRows.delivery(event),
                        Sql.text(event.eventId()),
                        event.digest(),
                        seal.runId() + ".json",
                        NO_BODY,
                        seal.fence(),
                        seal.runId()
                    };
                }));
    }
}

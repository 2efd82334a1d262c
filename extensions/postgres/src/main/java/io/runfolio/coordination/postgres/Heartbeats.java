package io.runfolio.coordination.postgres;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Heartbeats of this process. A name without one for a lease, by the clock of the server, is dead. Thread-safe. */
final class Heartbeats implements AutoCloseable {
    /** Condition on a claimed event {@code c}: its worker is alive. The parameter is the lease. */
    static final String IS_ALIVE = isAliveSql("c.queue", "c.worker");

    private static final int BEATS_PER_LEASE = 3;
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    private final Database database;
    private final Runnable alsoCheck;
    private final SteadyAnswers answers;
    private final Set<Name> names = ConcurrentHashMap.newKeySet();
    private ScheduledExecutorService timer;

    private record Name(String kind, String name) {}

    /** @param alsoCheck called with each beat, such as to check the session of the locks */
    Heartbeats(Database database, Runnable alsoCheck) {
        this.database = database;
        this.alsoCheck = alsoCheck;
        answers = new SteadyAnswers(database.lease().toNanos());
    }

    /** Returns the condition that a worker is alive, of its kind and name as SQL. The parameter is the lease. */
    static String isAliveSql(String kind, String name) {
        return "EXISTS (SELECT 1 FROM runfolio_workers w WHERE w.kind = " + kind + " AND w.name = " + name
                + " AND w.seen >= now() - ?::interval)";
    }

    /** Registers a name and keeps it alive until the mark is closed. */
    AliveMarks.Mark register(String kind, String name) {
        int added = database.run(connection -> Sql.update(
                connection,
                "INSERT INTO runfolio_workers VALUES (?, ?, now()) ON CONFLICT (kind, name) DO UPDATE SET seen = now()"
                        + " WHERE runfolio_workers.seen < now() - ?::interval",
                kind,
                name,
                database.leaseInterval()));
        if (added == 0) {
            throw new StorageException("Another process has the name " + name + ".", null);
        }
        Name key = new Name(kind, name);
        names.add(key);
        start();
        return () -> {
            names.remove(key);
            database.run(connection ->
                    Sql.update(connection, "DELETE FROM runfolio_workers WHERE kind = ? AND name = ?", kind, name));
        };
    }

    boolean isAlive(String kind, String name) {
        return database.run(connection -> Sql.first(
                        connection,
                        "SELECT 1 FROM runfolio_workers WHERE kind = ? AND name = ? AND seen >= now() - ?::interval",
                        row -> true,
                        kind,
                        name,
                        database.leaseInterval())
                .isPresent());
    }

    List<String> dead(String kind) {
        return database.run(connection -> Sql.list(
                connection,
                "SELECT name FROM runfolio_workers WHERE kind = ? AND seen < now() - ?::interval",
                row -> row.getString(1),
                kind,
                database.leaseInterval()));
    }

    void removeDead(String kind) {
        database.run(connection -> Sql.update(
                connection,
                "DELETE FROM runfolio_workers WHERE kind = ? AND seen < now() - ?::interval",
                kind,
                database.leaseInterval()));
    }

    /** Returns whether the database has answered in time for a lease, as {@link SteadyAnswers} has it. */
    boolean isSteady() {
        return answers.isSteady(System.nanoTime());
    }

    /** Returns the time between two heartbeats. */
    static Duration period(Duration lease) {
        return lease.dividedBy(BEATS_PER_LEASE);
    }

    private synchronized void start() {
        if (timer != null) {
            return;
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "runfolio-heartbeats");
            thread.setDaemon(true);
            return thread;
        });
        long period = period(database.lease()).toMillis();
        timer.scheduleWithFixedDelay(this::beat, period, period, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        long start = System.nanoTime();
        boolean hasFailed = false;
        try {
            for (Name key : names) {
                database.run(connection -> Sql.update(
                        connection,
                        "INSERT INTO runfolio_workers VALUES (?, ?, now()) ON CONFLICT (kind, name)"
                                + " DO UPDATE SET seen = now()",
                        key.kind(),
                        key.name()));
                if (!names.contains(key)) { // closed meanwhile
                    database.run(connection -> Sql.update(
                            connection,
                            "DELETE FROM runfolio_workers WHERE kind = ? AND name = ?",
                            key.kind(),
                            key.name()));
                }
            }
        } catch (RuntimeException e) {
            hasFailed = true;
            LOG.warn("no heartbeat could be sent: {}", e.getMessage());
        }
        answers.note(start, System.nanoTime(), hasFailed);
        try {
            alsoCheck.run();
        } catch (RuntimeException e) {
            LOG.warn("the session of the locks cannot be checked: {}", e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}

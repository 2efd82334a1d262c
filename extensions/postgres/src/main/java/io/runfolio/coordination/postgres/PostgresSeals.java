package io.runfolio.coordination.postgres;

import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.SealLog;
import io.runfolio.files.lock.Mutex;
import io.runfolio.run.EventOrigin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Log of sealed runs as rows whose numbers are in the order of their commits. */
final class PostgresSeals implements SealLog {
    private static final int MAX_BATCH = 500;
    private static final String ORDER = "seal-order";
    private static final String EVENT = "seal-event";

    private final Database database;
    private final AdvisoryLocks locks;

    PostgresSeals(Database database, AdvisoryLocks locks) {
        this.database = database;
        this.locks = locks;
    }

    private record Line(long seq, String text) {}

    @Override
    public void adopt(EventOrigin event, String runId, String indexLine) {
        database.transaction(connection -> {
            boolean isKnown = Sql.first(connection, "SELECT 1 FROM runfolio_seals WHERE run_id = ?", row -> true, runId)
                    .isPresent();
            return isKnown || add(connection, Optional.of(event), 0, runId, indexLine);
        });
    }

    @Override
    public int publish(Consumer<List<String>> append) {
        if (unpublished(1).isEmpty()) {
            return 0;
        }
        int published = 0;
        try (Mutex.Held leader = locks.hold(PostgresLocks.WRITERS, PostgresLocks.PUBLISHER)) {
            List<Line> lines = unpublished(MAX_BATCH);
            while (!lines.isEmpty()) {
                append.accept(lines.stream().map(Line::text).toList());
                long last = lines.get(lines.size() - 1).seq();
                database.run(connection -> Sql.update(
                        connection,
                        "UPDATE runfolio_seals SET published = true WHERE NOT published AND seq <= ?",
                        last));
                published += lines.size();
                lines = unpublished(MAX_BATCH);
            }
        }
        return published;
    }

    private List<Line> unpublished(int max) {
        return database.run(connection -> Sql.list(
                connection,
                "SELECT seq, line FROM runfolio_seals WHERE NOT published ORDER BY seq LIMIT ?",
                row -> new Line(row.getLong(1), row.getString(2)),
                max));
    }

    /** Returns whether a claim has sealed a run; asked when the answer to a commit was lost. */
    static boolean isSealed(Connection connection, String runId, long fence) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT 1 FROM runfolio_seals WHERE run_id = ? AND fence = ?",
                        row -> true,
                        runId,
                        fence)
                .isPresent();
    }

    /**
     * Lets one transaction at a time seal a run of an event.
     *
     * @throws ClaimLostException if another run of the event is sealed and visible
     */
    void lockEvent(Connection connection, EventOrigin event, String runId, Predicate<String> isVisible)
            throws SQLException {
        locks.lockTransaction(connection, EVENT, event.eventId());
        Optional<String> before = Sql.first(
                connection,
                "SELECT run_id FROM runfolio_seals WHERE event_id = ? AND run_id <> ?",
                row -> row.getString(1),
                Sql.text(event.eventId()),
                runId);
        if (before.filter(isVisible).isPresent()) {
            throw new ClaimLostException("The event was bundled as " + before.get() + " by another attempt.");
        }
    }

    /**
     * Adds a seal with the next number; that of a run of the same event which was deleted is replaced.
     *
     * @throws io.runfolio.files.StorageException if objects that it relies on were swept
     */
    boolean add(Connection connection, Optional<EventOrigin> event, long fence, String runId, String indexLine)
            throws SQLException {
        PostgresMediaLog.settle(connection, runId);
        locks.lockTransaction(connection, ORDER, "");
        Sql.update(connection, "DELETE FROM runfolio_seals WHERE event_id = ? AND run_id <> ?", eventId(event), runId);
        return Sql.update(
                        connection,
                        "INSERT INTO runfolio_seals (seq, event_id, digest, fence, run_id, line)"
                                + " SELECT coalesce(max(seq), 0) + 1, ?, ?, ?, ?, ? FROM runfolio_seals"
                                + " ON CONFLICT (run_id) DO NOTHING",
                        eventId(event),
                        digest(event),
                        fence,
                        runId,
                        indexLine)
                == 1;
    }

    /** Returns the event of two columns, which are null for a bundle of another program. */
    static Optional<EventOrigin> event(String eventId, String digest) {
        return Optional.ofNullable(eventId).map(id -> new EventOrigin(id, digest));
    }

    /** Returns the value of the column of the event id. */
    static String eventId(Optional<EventOrigin> event) {
        return event.map(known -> Sql.text(known.eventId())).orElse(null);
    }

    /** Returns the value of the column of the digest. */
    static String digest(Optional<EventOrigin> event) {
        return event.map(EventOrigin::digest).orElse(null);
    }
}

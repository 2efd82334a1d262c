package io.runfolio.coordination.postgres;

import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.files.RandomIds;
import io.runfolio.run.EventOrigin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Inserts events. A second delivery of an event finds the row of the first. */
final class EventRows {
    private static final int ID_BYTES = 6;
    private static final String SUFFIX = ".json";

    private EventRows() {}

    static String newId() {
        return RandomIds.hex(ID_BYTES);
    }

    /** Returns what a second delivery of an event has in common with the first. */
    static String delivery(EventOrigin event) {
        return Sql.text(event.eventId() + "\n" + event.digest());
    }

    /**
     * Row of a submitted event.
     *
     * @param id its id
     * @param name its name
     */
    record Submitted(String id, String name) {}

    /** Inserts an event that waits, unless it is there; a refused one that is delivered again waits again. */
    static Submitted submit(Connection connection, Queue queue, byte[] body, String wanted) throws SQLException {
        String id = newId();
        Optional<EventOrigin> identity = queue.identity().apply(body);
        String delivery = identity.map(EventRows::delivery).orElse(id);
        String name = freeName(connection, queue, Sql.text(wanted), id);
        Optional<Submitted> added = Sql.first(
                connection,
                "INSERT INTO runfolio_events AS e (id, queue, delivery, event_id, digest, name, body, state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting') ON CONFLICT (queue, delivery) DO UPDATE"
                        + " SET state = 'waiting', attempts = 0, history = '', error = NULL, body = EXCLUDED.body"
                        + " WHERE e.state = 'failed' RETURNING id, name",
                row -> new Submitted(row.getString(1), row.getString(2)),
                id,
                queue.name(),
                delivery,
                identity.map(event -> Sql.text(event.eventId())).orElse(""),
                identity.map(EventOrigin::digest).orElse(""),
                name,
                body);
        return added.isPresent()
                ? added.get()
                : Sql.first(
                                connection,
                                "SELECT id, name FROM runfolio_events WHERE queue = ? AND delivery = ?",
                                row -> new Submitted(row.getString(1), row.getString(2)),
                                queue.name(),
                                delivery)
                        .orElse(new Submitted(id, name));
    }

    /** Inserts an event that a worker has claimed; it is a row of its own, as its sender waits for it. */
    static void accept(Connection connection, Queue queue, byte[] body, String id, String name, String worker)
            throws SQLException {
        Optional<EventOrigin> identity = queue.identity().apply(body);
        Sql.update(
                connection,
                "INSERT INTO runfolio_events (id, queue, delivery, event_id, digest, name, body, state, worker, fence)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 'claimed', ?, 1)",
                id,
                queue.name(),
                id,
                identity.map(event -> Sql.text(event.eventId())).orElse(""),
                identity.map(EventOrigin::digest).orElse(""),
                Sql.text(name),
                body,
                worker);
    }

    private static String freeName(Connection connection, Queue queue, String name, String id) throws SQLException {
        boolean isTaken = Sql.first(
                        connection,
                        "SELECT 1 FROM runfolio_events WHERE queue = ? AND name = ? AND state <> 'done' LIMIT 1",
                        row -> true,
                        queue.name(),
                        name)
                .isPresent();
        if (!isTaken) {
            return name;
        }
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        return stem + "-" + id + SUFFIX;
    }
}

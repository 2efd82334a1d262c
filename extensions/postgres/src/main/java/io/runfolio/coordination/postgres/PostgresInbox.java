package io.runfolio.coordination.postgres;

import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.InboxStatus;
import io.runfolio.coordination.RefusalDocument;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.coordination.Waiting;
import io.runfolio.coordination.WaitingDocument;
import io.runfolio.coordination.WaitingEvent;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Events as rows, as producers and operators see them. */
final class PostgresInbox implements EventInbox {
    private static final String REFUSED =
            "SELECT name, id, error FROM runfolio_events WHERE queue = ? AND state = 'failed'";
    private static final String SUFFIX = ".json";

    private final Database database;
    private final Queue queue;
    private final StorageRoot root;

    PostgresInbox(Database database, Queue queue, StorageRoot root) {
        this.database = database;
        this.queue = queue;
        this.root = root;
    }

    @Override
    public StorageRoot root() {
        return root;
    }

    @Override
    public Submitted submit(byte[] event, String name) {
        EventRows.Submitted row = database.run(connection -> EventRows.submit(connection, queue, event, name));
        return new Submitted(row.name(), location(row.id()));
    }

    private static String location(String id) {
        return "event " + id + " of the database";
    }

    @Override
    public InboxStatus status() {
        List<WaitingEvent> parked = waitingEvents(database, queue);
        long trying = parked.stream().filter(WaitingEvent::active).count();
        return database.run(connection -> new InboxStatus(
                count(connection, "waiting"),
                parked,
                Math.max(0, count(connection, "claimed") - trying),
                count(connection, "done"),
                count(connection, "failed"),
                Sql.first(
                                connection,
                                "SELECT count(*) FROM runfolio_workers WHERE kind = ? AND seen >= now() - ?::interval",
                                row -> row.getLong(1),
                                queue.name(),
                                database.leaseInterval())
                        .orElse(0L),
                Sql.first(
                                connection,
                                "SELECT extract(epoch FROM now() - min(created)) * 1000 FROM runfolio_events"
                                        + " WHERE queue = ? AND state = 'waiting'",
                                row -> Optional.ofNullable(row.getBigDecimal(1))
                                        .map(millis -> Duration.ofMillis(Math.max(0, millis.longValue()))),
                                queue.name())
                        .orElse(Optional.empty()),
                List.of()));
    }

    private long count(Connection connection, String state) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT count(*) FROM runfolio_events WHERE queue = ? AND state = ?",
                        row -> row.getLong(1),
                        queue.name(),
                        state)
                .orElse(0L);
    }

    /** Returns the parked events of a queue, and those that a worker is trying after they have waited. */
    static List<WaitingEvent> waitingEvents(Database database, Queue queue) {
        return database
                .run(connection -> Sql.list(
                        connection,
                        "SELECT name, waiting, state FROM runfolio_events WHERE queue = ?"
                                + " AND state IN ('parked', 'claimed') AND waiting IS NOT NULL",
                        row -> new WaitingEvent(
                                row.getString(1),
                                waiting(row.getString(2)),
                                row.getString(3).equals("claimed")),
                        queue.name()))
                .stream()
                .sorted(WaitingEvent.BY_NEXT_TRY)
                .toList();
    }

    /** Returns the state of a waiting event; one that cannot be read is due at once. */
    static Waiting waiting(String document) {
        return WaitingDocument.read(document).orElse(WaitingDocument.UNREADABLE);
    }

    @Override
    public int orphanedClaims() {
        return database.run(connection -> Sql.first(
                        connection,
                        "SELECT count(*) FROM runfolio_events c WHERE queue = ? AND state = 'claimed' AND NOT "
                                + Heartbeats.IS_ALIVE,
                        row -> row.getInt(1),
                        queue.name(),
                        database.leaseInterval())
                .orElse(0));
    }

    @Override
    public List<RefusedEvent> refusedEvents() {
        return database.run(
                connection -> Sql.list(connection, REFUSED + " ORDER BY name", PostgresInbox::refused, queue.name()));
    }

    @Override
    public Optional<RefusedEvent> refusedEvent(String name) {
        return database.run(connection -> Sql.first(
                connection,
                REFUSED + " AND name IN (?, ?) ORDER BY changed",
                PostgresInbox::refused,
                queue.name(),
                Sql.text(name),
                Sql.text(name + SUFFIX)));
    }

    static RefusedEvent refused(ResultSet row) throws SQLException {
        return new RefusedEvent(row.getString(1), location(row.getString(2)), reason(row.getString(3)));
    }

    private static Map<String, Object> reason(String document) {
        return document == null ? Map.of() : RefusalDocument.read(document);
    }

    @Override
    public void readOpenEvents(Consumer<byte[]> reader) {
        Set<String> ids = new HashSet<>(database.run(connection -> Sql.list(
                connection,
                "SELECT id FROM runfolio_events WHERE queue = ? AND state <> 'done'",
                row -> row.getString(1),
                queue.name())));
        for (String id : ids) {
            database.run(connection -> Sql.first(
                            connection, "SELECT body FROM runfolio_events WHERE id = ?", row -> row.getBytes(1), id))
                    .ifPresent(reader);
        }
    }

    @Override
    public Set<String> openNames() {
        return openNames(database, queue);
    }

    static Set<String> openNames(Database database, Queue queue) {
        return new HashSet<>(database.run(connection -> Sql.list(
                connection,
                "SELECT name FROM runfolio_events WHERE queue = ? AND state <> 'done'",
                row -> row.getString(1),
                queue.name())));
    }

    @Override
    public Submitted retry(RefusedEvent event) {
        return database.run(connection -> Sql.first(
                        connection,
                        "UPDATE runfolio_events SET state = 'waiting', error = NULL, attempts = 0, history = '',"
                                + " changed = now() WHERE id = (SELECT id FROM runfolio_events WHERE queue = ?"
                                + " AND name = ? AND state = 'failed' ORDER BY changed LIMIT 1) AND state = 'failed'"
                                + " RETURNING name, id",
                        row -> new Submitted(row.getString(1), location(row.getString(2))),
                        queue.name(),
                        event.name()))
                .orElseThrow(
                        () -> new StorageException(event.name() + " is no longer among the refused events.", null));
    }
}

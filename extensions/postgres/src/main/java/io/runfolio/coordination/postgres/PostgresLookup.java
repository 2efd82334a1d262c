package io.runfolio.coordination.postgres;

import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.coordination.EventLookup;
import io.runfolio.coordination.PendingEvent;
import io.runfolio.coordination.PendingEvent.Place;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import java.util.List;
import java.util.Optional;

/** Finds events without a bundle by the column of their identities. */
final class PostgresLookup implements EventLookup {
    private static final String OPEN = " FROM runfolio_events WHERE queue = ? AND event_id = ?"
            + " AND state IN ('waiting', 'parked', 'claimed') ORDER BY created";

    private final Database database;
    private final Queue queue;
    private final EventReader reader;

    PostgresLookup(Database database, Queue queue, EventReader reader) {
        this.database = database;
        this.queue = queue;
        this.reader = reader;
    }

    private record Open(String state, String name, Optional<String> waiting, byte[] body) {}

    @Override
    public Optional<PendingEvent> pending(String eventId) {
        return open(eventId).stream().findFirst().map(this::pending);
    }

    private PendingEvent pending(Open event) {
        Place place =
                switch (event.state()) {
                    case "waiting" -> Place.WAITING;
                    case "parked" -> Place.PARKED;
                    default -> Place.CLAIMED;
                };
        return new PendingEvent(
                place,
                event.name(),
                read(event).map(RunEvent::digest).orElse(""),
                event.waiting().map(PostgresInbox::waiting));
    }

    private Optional<RunEvent> read(Open event) {
        try {
            return Optional.of(reader.read(event.body()));
        } catch (RefusedEventException e) {
            return Optional.empty(); // a worker refuses it soon
        }
    }

    @Override
    public boolean hasResult(String eventId) {
        return open(eventId).stream().flatMap(event -> read(event).stream()).anyMatch(event -> event.poll()
                .isEmpty());
    }

    @Override
    public Optional<byte[]> runningTask(String eventId) {
        return open(eventId).stream()
                .filter(event -> read(event).flatMap(RunEvent::poll).isPresent())
                .map(Open::body)
                .findFirst();
    }

    private List<Open> open(String eventId) {
        return database.run(connection -> Sql.list(
                connection,
                "SELECT state, name, waiting, body" + OPEN,
                row -> new Open(
                        row.getString(1), row.getString(2), Optional.ofNullable(row.getString(3)), row.getBytes(4)),
                queue.name(),
                Sql.text(eventId)));
    }

    @Override
    public Optional<RefusedEvent> refused(String eventId) {
        return database.run(connection -> Sql.first(
                connection,
                "SELECT name, id, error FROM runfolio_events WHERE queue = ? AND event_id = ? AND state = 'failed'"
                        + " ORDER BY changed DESC",
                PostgresInbox::refused,
                queue.name(),
                Sql.text(eventId)));
    }
}

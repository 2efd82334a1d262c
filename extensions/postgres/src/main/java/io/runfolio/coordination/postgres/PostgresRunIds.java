package io.runfolio.coordination.postgres;

import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.RunIds;
import io.runfolio.run.EventOrigin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Run ids as rows. The id of an ended attempt is spent until its event is done: no two attempts share one. */
final class PostgresRunIds implements RunIds {
    private static final String SELECT = "SELECT run_id, owner, event_id, digest FROM runfolio_run_ids WHERE ";

    /** Condition on a run id {@code r}: it is that of one attempt. */
    private static final String IS_SAME = "run_id = ? AND owner = ? AND event_id IS NOT DISTINCT FROM ?::text";

    /** Condition on a run id {@code r}: its event has no bundle yet. */
    private static final String IS_OPEN = "EXISTS (SELECT 1 FROM runfolio_events e WHERE e.event_id = r.event_id"
            + " AND e.state IN ('waiting', 'parked', 'claimed'))";

    private final Database database;

    PostgresRunIds(Database database) {
        this.database = database;
    }

    @Override
    public boolean reserve(String runId, String owner, Optional<EventOrigin> origin) {
        return database.run(connection -> Sql.update(
                        connection,
                        "INSERT INTO runfolio_run_ids VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        runId,
                        owner,
                        eventId(origin),
                        origin.map(EventOrigin::digest).orElse(null)))
                == 1;
    }

    private static String eventId(Optional<EventOrigin> origin) {
        return origin.map(event -> Sql.text(event.eventId())).orElse(null);
    }

    @Override
    public void release(Reservation taken) {
        Object[] attempt = {taken.runId(), taken.owner(), eventId(taken.origin())};
        database.run(connection -> {
            Sql.update(
                    connection,
                    "UPDATE runfolio_run_ids r SET spent = true WHERE " + IS_SAME + " AND " + IS_OPEN,
                    attempt);
            // also if the event has ended since the statement before
            return Sql.update(
                    connection, "DELETE FROM runfolio_run_ids r WHERE " + IS_SAME + " AND NOT " + IS_OPEN, attempt);
        });
    }

    @Override
    public List<Reservation> all() {
        return database.run(connection -> Sql.list(connection, SELECT + "NOT spent", PostgresRunIds::reservation));
    }

    /** Includes spent ones: a worker whose id was released while it was frozen may have gone on with it. */
    @Override
    public List<Reservation> ofEvent(String eventId) {
        return database.run(connection -> Sql.list(
                connection,
                SELECT + "event_id = ? OR event_id IS NULL",
                PostgresRunIds::reservation,
                Sql.text(eventId)));
    }

    private static Reservation reservation(ResultSet row) throws SQLException {
        String eventId = row.getString(3);
        return new Reservation(
                row.getString(1),
                row.getString(2),
                eventId == null ? Optional.empty() : Optional.of(new EventOrigin(eventId, row.getString(4))));
    }

    @Override
    public String locationOf(String runId) {
        return "runfolio_run_ids of the database, run_id = " + runId;
    }

    /** Deletes ids whose worker was killed, or lost the database, after it had ended their event. */
    @Override
    public void sweep(String self) {
        database.run(
                connection -> Sql.update(connection, "DELETE FROM runfolio_run_ids r WHERE spent AND NOT " + IS_OPEN));
    }
}

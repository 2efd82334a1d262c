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
    private static final String SELECT = "SELECT run_id, owner, event_id, digest FROM runfolio_run_ids WHERE NOT spent";

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
                        origin.map(event -> Sql.text(event.eventId())).orElse(null),
                        origin.map(EventOrigin::digest).orElse(null)))
                == 1;
    }

    @Override
    public void release(String runId) {
        database.run(connection -> {
            Sql.update(connection, "UPDATE runfolio_run_ids r SET spent = true WHERE run_id = ? AND " + IS_OPEN, runId);
            // also if the event has ended since the statement before, as nothing else would delete the row then
            return Sql.update(connection, "DELETE FROM runfolio_run_ids r WHERE run_id = ? AND NOT " + IS_OPEN, runId);
        });
    }

    @Override
    public List<Reservation> all() {
        return database.run(connection -> Sql.list(connection, SELECT, PostgresRunIds::reservation));
    }

    @Override
    public List<Reservation> ofEvent(String eventId) {
        return database.run(connection ->
                Sql.list(connection, SELECT + " AND event_id = ?", PostgresRunIds::reservation, Sql.text(eventId)));
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

    /** Does nothing: a row has its owner from the beginning. */
    @Override
    public void releaseOwnerless(String self) {}
}

package io.runfolio.coordination.postgres;

import io.runfolio.run.EventOrigin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Row of a sealed run.
 *
 * @param runId the run
 * @param event its event; empty for a bundle of another program
 * @param fence number of the claim that sealed it; 0 if it was recorded without that
 * @param isPublished whether its line is in the index
 */
record Seal(String runId, Optional<EventOrigin> event, long fence, boolean isPublished) {
    /** Reads the columns {@code run_id, event_id, digest, fence, published}. */
    static Seal of(ResultSet row) throws SQLException {
        return new Seal(
                row.getString(1),
                PostgresSeals.event(row.getString(2), row.getString(3)),
                row.getLong(4),
                row.getBoolean(5));
    }
}

package io.runfolio.coordination.postgres;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.SealGuard;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.run.EventOrigin;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guard of a seal, which is one transaction. The row of the claim is locked, the bundle becomes visible, and the seal
 * is recorded.
 *
 * <p>If the database is away, or its answer to the commit is lost, the seal is tried again for a limited time.
 */
final class PostgresSealGuard implements SealGuard {
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSealGuard.class);

    private final Database database;
    private final PostgresSeals seals;
    private final Claim claim;
    private final String worker;
    private final long fence;
    private final Duration maxWait;

    PostgresSealGuard(Database database, PostgresSeals seals, Claim claim, String worker, long fence) {
        this(database, seals, claim, worker, fence, MAX_WAIT);
    }

    /** @param maxWait time for which a seal waits for the database */
    PostgresSealGuard(
            Database database, PostgresSeals seals, Claim claim, String worker, long fence, Duration maxWait) {
        this.maxWait = maxWait;
        this.database = database;
        this.seals = seals;
        this.claim = claim;
        this.worker = worker;
        this.fence = fence;
    }

    @Override
    public long fence() {
        return fence;
    }

    @Override
    public void seal(EventOrigin event, String runId, String indexLine, Step step) {
        boolean[] isVisible = {false};
        long end = System.nanoTime() + maxWait.toNanos();
        while (true) {
            try {
                database.inTransaction(connection -> seal(connection, event, runId, indexLine, isVisible, step));
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw Database.failure(e);
                }
                LOG.warn("the seal of {} waits for the database: {}", runId, e.getMessage());
                pause();
            }
        }
    }

    private boolean seal(
            Connection connection, EventOrigin event, String runId, String indexLine, boolean[] isVisible, Step step)
            throws SQLException {
        if (isVisible[0] && PostgresSeals.isSealed(connection, runId, fence)) {
            return true; // the answer to the commit was lost
        }
        boolean isMine = Sql.first(
                        connection,
                        "SELECT 1 FROM runfolio_events WHERE id = ? AND fence = ? AND worker = ? AND state = 'claimed'"
                                + " FOR UPDATE",
                        row -> true,
                        claim.id(),
                        fence,
                        worker)
                .isPresent();
        if (!isMine) {
            throw new ClaimLostException("Another worker has taken over the event " + claim.name() + ".");
        }
        seals.lockEvent(connection, event, runId, step::isVisible);
        if (!isVisible[0]) {
            step.run();
            isVisible[0] = true;
        }
        Sql.update(connection, "UPDATE runfolio_events SET run_id = ? WHERE id = ?", runId, claim.id());
        return seals.add(connection, Optional.of(event), fence, runId, indexLine);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Interrupted while waiting for the database", e);
        }
    }
}

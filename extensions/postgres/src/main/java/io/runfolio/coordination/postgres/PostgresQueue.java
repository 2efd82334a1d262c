package io.runfolio.coordination.postgres;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.AttemptLimit;
import io.runfolio.coordination.AttemptLines;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.QueueDepth;
import io.runfolio.coordination.RefusalDocument;
import io.runfolio.coordination.SealGuard;
import io.runfolio.coordination.Waiting;
import io.runfolio.coordination.WaitingDocument;
import io.runfolio.coordination.WaitingEvent;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.intake.EventMasking;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.json.SecretMask;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events as rows, as one worker sees them. A claim gets the next number of its event, the fence; each later call
 * changes the row only if it still has that number.
 */
final class PostgresQueue implements EventQueue {
    /** Maximum number of claims that are taken over at once. So several workers share those of a dead one. */
    private static final int MAX_TAKEN_OVER = 100;

    private static final String CLAIMED = " RETURNING e.id, e.name, e.fence, e.body, e.created)"
            + " SELECT id, name, fence, body FROM claimed ORDER BY created, id";
    private static final String MINE = " WHERE id = ? AND fence = ? AND worker = ? AND state = 'claimed'";
    private static final Logger LOG = LoggerFactory.getLogger(PostgresQueue.class);

    private final Database database;
    private final Heartbeats heartbeats;
    private final PostgresSeals seals;
    private final Queue queue;
    private final String worker;
    private final SecretMask mask;
    private final HeldClaims held;
    private final AliveMarks.Mark alive;
    /** Claims are made under the read lock. So recovery under the write lock knows those that were made. */
    private final ReadWriteLock claiming = new ReentrantReadWriteLock();

    PostgresQueue(
            Database database,
            Heartbeats heartbeats,
            PostgresSeals seals,
            Queue queue,
            String worker,
            SecretMask mask) {
        this.database = database;
        this.heartbeats = heartbeats;
        this.seals = seals;
        this.queue = queue;
        this.worker = worker;
        this.mask = mask;
        this.held = new HeldClaims(queue.name());
        this.alive = heartbeats.register(queue.name(), worker);
    }

    @Override
    public Optional<Claim> claim(String event) {
        return claims("state = 'waiting' AND id = ?", 1, event).stream().findFirst();
    }

    @Override
    public List<Claim> claimNext(int max) {
        return claims("state = 'waiting'", max);
    }

    /** Claims rows, the oldest first; rows that another worker is claiming are skipped. */
    private List<Claim> claims(String condition, int max, Object... parameters) {
        if (max <= 0) {
            return List.of();
        }
        List<Object> all = new ArrayList<>(List.of(worker, queue.name()));
        all.addAll(List.of(parameters));
        all.add(max);
        return claiming(claiming.readLock(), connection -> claimRows(connection, condition, all.toArray()));
    }

    private List<Claim> claiming(Lock lock, Database.Work<List<Claim>> work) {
        lock.lock();
        try {
            return database.run(work);
        } finally {
            lock.unlock();
        }
    }

    private List<Claim> claimRows(Connection connection, String condition, Object... parameters) throws SQLException {
        return Sql.list(
                connection,
                "WITH claimed AS (UPDATE runfolio_events e SET state = 'claimed', worker = ?, fence = e.fence + 1,"
                        + " changed = now() FROM (SELECT id AS chosen FROM runfolio_events c WHERE queue = ?"
                        + " AND " + condition
                        + " ORDER BY created, id LIMIT ? FOR UPDATE SKIP LOCKED) s WHERE e.id = s.chosen" + CLAIMED,
                this::claimed,
                parameters);
    }

    private Claim claimed(ResultSet row) throws SQLException {
        return held.add(row.getString(1), row.getString(2), row.getLong(3), row.getBytes(4));
    }

    @Override
    public Claim accept(byte[] event, String name) {
        String id = EventRows.newId();
        return claiming(claiming.readLock(), connection -> {
                    EventRows.accept(connection, queue, event, id, name, worker);
                    return List.of(held.add(id, name, 1, event));
                })
                .get(0);
    }

    @Override
    public void deposit(byte[] event, String label) {
        database.run(
                connection -> EventRows.submit(connection, queue, event, label + "-" + EventRows.newId() + ".json"));
    }

    @Override
    public List<Claim> recoverClaims() {
        if (!heartbeats.isSteady()) {
            return List.of();
        }
        return claiming(claiming.writeLock(), connection -> {
            // also claims whose answer was lost, and those of work that has ended with a failure of the database; those
            // of others only if this worker's own heartbeat is fresh, which it is not at the end of an outage
            List<Claim> recovered = claimRows(
                    connection,
                    "state = 'claimed' AND ((worker = ? AND id <> ALL (?)) OR (worker <> ? AND NOT "
                            + Heartbeats.IS_ALIVE + " AND EXISTS (SELECT 1 FROM runfolio_workers me"
                            + " WHERE me.kind = c.queue AND me.name = ? AND me.seen >= now() - ?::interval)))",
                    worker,
                    queue.name(),
                    worker,
                    held.ids(),
                    worker,
                    database.leaseInterval(),
                    worker,
                    database.leaseInterval(),
                    MAX_TAKEN_OVER);
            heartbeats.removeDead(queue.name());
            return recovered;
        });
    }

    /** Changes the row of a claim; parameters come before those that identify the claim. */
    private void change(Claim claim, String assignments, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of(parameters));
        all.addAll(List.of(claim.id(), held.fence(claim), worker));
        int changed = database.run(connection -> Sql.update(
                connection, "UPDATE runfolio_events SET changed = now(), " + assignments + MINE, all.toArray()));
        if (changed == 0) {
            throw held.lost(claim);
        }
    }

    private <T> T read(Claim claim, String columns, Sql.Row<T> row) {
        long fence = held.fence(claim);
        return database.run(connection -> Sql.first(
                        connection,
                        "SELECT " + columns + " FROM runfolio_events" + MINE,
                        row,
                        claim.id(),
                        fence,
                        worker))
                .orElseThrow(() -> held.lost(claim));
    }

    private int attempts(Claim claim) {
        return read(claim, "attempts", row -> row.getInt(1));
    }

    @Override
    public int beginAttempt(Claim claim, int maxAttempts) {
        int before = attempts(claim);
        if (before >= maxAttempts) {
            throw AttemptLimit.exhausted(before, failures(claim));
        }
        change(claim, "attempts = attempts + 1, history = history || ?", AttemptLines.started(worker));
        held.setTrying(claim, true);
        return before + 1;
    }

    @Override
    public boolean isLastAttempt(Claim claim, int maxAttempts) {
        return AttemptLimit.isLast(attempts(claim), maxAttempts);
    }

    @Override
    public boolean hasAttemptLeft(Claim claim, int maxAttempts) {
        return attempts(claim) < maxAttempts;
    }

    @Override
    public void recordFailure(Claim claim, String reason) {
        change(claim, "history = history || ?", Sql.text(AttemptLines.failed(worker, reason)));
    }

    @Override
    public List<Map<String, Object>> failures(Claim claim) {
        return AttemptLines.failures(history(claim));
    }

    private List<Map<String, Object>> history(Claim claim) {
        return AttemptLines.parse(read(claim, "history", row -> row.getString(1)));
    }

    @Override
    public SealGuard guard(Claim claim) {
        return new PostgresSealGuard(database, seals, claim, worker, held.fence(claim));
    }

    @Override
    public void drop(Claim claim) {
        held.remove(claim);
    }

    @Override
    public void complete(Claim claim) {
        byte[] body = read(claim, "body", row -> row.getBytes(1));
        byte[] kept = mask.isEnabled() ? EventMasking.masked(body, mask).orElse(body) : body;
        end(claim, "done", ", body = ?", kept);
    }

    @Override
    public void refuse(Claim claim, RefusedEventException why, String eventId, String at) {
        String error = Sql.text(RefusalDocument.write(why, eventId, at, history(claim)));
        end(
                claim,
                "failed",
                ", error = ?, event_id = CASE WHEN ? = '' THEN event_id ELSE ? END",
                error,
                Sql.text(eventId),
                Sql.text(eventId));
    }

    /** Ends the life of an event in the queue, and with it the run ids of its ended attempts. */
    private void end(Claim claim, String state, String more, Object... parameters) {
        change(
                claim,
                "state = '" + state + "', worker = NULL, attempts = 0, history = '', waiting = NULL, due = NULL" + more,
                parameters);
        held.remove(claim);
        try {
            database.run(connection -> Sql.update(
                    connection,
                    "DELETE FROM runfolio_run_ids WHERE spent AND event_id ="
                            + " (SELECT event_id FROM runfolio_events WHERE id = ?)",
                    claim.id()));
        } catch (StorageException e) {
            LOG.debug("the next sweep deletes the run ids of {}", claim.name(), e); // the event has ended
        }
    }

    @Override
    public void release(Claim claim) {
        try {
            change(claim, "state = 'waiting', worker = NULL, attempts = 0, history = '', waiting = NULL, due = NULL");
        } finally {
            held.remove(claim); // an event that cannot be released now is recovered later
        }
    }

    @Override
    public void park(Claim claim, Waiting waiting) {
        String withdrawn = held.isTrying(claim) ? AttemptLines.withdrawn(worker) : "";
        change(
                claim,
                "state = 'parked', worker = NULL, waiting = ?, due = ?, attempts = attempts - ?,"
                        + " history = history || ?",
                Sql.text(WaitingDocument.write(waiting)),
                Times.due(waiting),
                withdrawn.isEmpty() ? 0 : 1,
                withdrawn);
        held.remove(claim);
    }

    private record Parked(String id, String name, Waiting waiting) {}

    @Override
    public List<Claim> claimDue(Predicate<String> states, Instant now, int max) {
        List<Parked> due = database
                .run(connection -> Sql.list(
                        connection,
                        "SELECT id, name, waiting FROM runfolio_events WHERE queue = ? AND state = 'parked'"
                                + " AND due <= ?",
                        row -> new Parked(row.getString(1), row.getString(2), PostgresInbox.waiting(row.getString(3))),
                        queue.name(),
                        Times.of(now)))
                .stream()
                .filter(event ->
                        states.test(event.waiting().state()) && event.waiting().isDue(now))
                .sorted(Comparator.comparing(Parked::waiting, Waiting.BY_URGENCY)
                        .thenComparing(Parked::name))
                .toList();
        List<Claim> claims = new ArrayList<>();
        for (Parked event : due) {
            if (claims.size() >= max) {
                break;
            }
            claims.addAll(claims("state = 'parked' AND id = ?", 1, event.id()));
        }
        return claims;
    }

    @Override
    public Optional<Claim> wake(String name) {
        return claims("state = 'parked' AND name = ?", 1, Sql.text(name)).stream()
                .findFirst();
    }

    @Override
    public Optional<Waiting> waiting(Claim claim) {
        return read(claim, "waiting", row -> Optional.ofNullable(row.getString(1)))
                .map(PostgresInbox::waiting);
    }

    @Override
    public void endWaiting(Claim claim) {
        change(claim, "waiting = NULL, due = NULL");
    }

    @Override
    public void amend(Claim claim, byte[] event) {
        change(claim, "body = ?", (Object) event);
        held.amend(claim, event);
    }

    @Override
    public List<WaitingEvent> waitingEvents() {
        return PostgresInbox.waitingEvents(database, queue);
    }

    @Override
    public Optional<QueueDepth> depth() {
        return database.run(connection -> Sql.first(
                connection,
                "SELECT count(*), extract(epoch FROM now() - min(created)) * 1000 FROM runfolio_events"
                        + " WHERE queue = ? AND state = 'waiting'",
                row -> new QueueDepth(
                        row.getLong(1),
                        // by the clock of this host, as its reader subtracts it from that one
                        Optional.ofNullable(row.getBigDecimal(2))
                                .map(age -> Instant.now().minusMillis(Math.max(0, age.longValue())))),
                queue.name()));
    }

    @Override
    public boolean isIdle() {
        boolean isOpen = database.run(connection -> Sql.first(
                        connection,
                        "SELECT 1 FROM runfolio_events c WHERE queue = ? AND (state IN ('waiting', 'parked')"
                                + " OR (state = 'claimed' AND (worker = ? OR NOT " + Heartbeats.IS_ALIVE + ")))"
                                + " LIMIT 1",
                        row -> true,
                        queue.name(),
                        worker,
                        database.leaseInterval())
                .isPresent());
        return !isOpen;
    }

    /** Returns none: no one but the database decides on a claim. */
    @Override
    public List<String> blockedEvents() {
        return List.of();
    }

    @Override
    public void close() {
        for (Claim claim : held.claims()) {
            try {
                giveBack(claim);
            } catch (RunfolioException e) {
                LOG.debug("{} is left to the next worker", claim.name(), e);
            }
            held.remove(claim);
        }
        try {
            alive.close();
        } catch (StorageException e) {
            LOG.debug("the heartbeat of {} ends by itself", worker, e);
        }
    }

    private void giveBack(Claim claim) {
        if (held.isTrying(claim)) {
            change(claim, "attempts = attempts - 1, history = history || ?", AttemptLines.withdrawn(worker));
        } else {
            change(claim, "state = CASE WHEN waiting IS NULL THEN 'waiting' ELSE 'parked' END, worker = NULL");
        }
    }
}

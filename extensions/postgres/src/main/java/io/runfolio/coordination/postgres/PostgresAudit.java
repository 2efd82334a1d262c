package io.runfolio.coordination.postgres;

import io.runfolio.coordination.CoordinationAudit;
import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.coordination.RefusalDocument;
import io.runfolio.run.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Audit of the tables, compared with the bundles and the index. */
final class PostgresAudit implements CoordinationAudit {
    private static final String SEALS = "SELECT run_id, event_id, digest, fence, published FROM runfolio_seals";

    private final Database database;
    private final Queue events;
    private final Queue runs;

    PostgresAudit(Database database, Queue events, Queue runs) {
        this.database = database;
        this.events = events;
        this.runs = runs;
    }

    /** Reads the tables before the bundles are listed. Each seal that is committed by then has a visible bundle. */
    @Override
    public Begun begin() {
        return database.transaction(connection -> {
            List<Seal> seals = new ArrayList<>();
            Sql.each(connection, SEALS + " ORDER BY seq", row -> seals.add(Seal.of(row)));
            Set<String> done = new HashSet<>();
            Sql.each(
                    connection,
                    "SELECT event_id FROM runfolio_events WHERE queue = ? AND state = 'done'",
                    row -> done.add(row.getString(1)),
                    events.name());
            int count = Sql.first(
                            connection,
                            "SELECT count(*) FROM runfolio_events WHERE queue = ?",
                            row -> row.getInt(1),
                            events.name())
                    .orElse(0);
            List<Finding> faults = faults(connection, events);
            faults.addAll(leftTasks(connection));
            return outputs -> {
                List<Finding> findings = new ArrayList<>(new SealComparison(seals, outputs).findings(this::isUnknown));
                findings.addAll(faults);
                findings.addAll(lost(done, outputs));
                return new Result(count, findings);
            };
        });
    }

    /** Returns whether the tables know neither a seal of a run, nor an attempt that may still record it. */
    private boolean isUnknown(String runId) {
        return database.run(connection -> Sql.first(
                        connection,
                        "SELECT 1 WHERE EXISTS (SELECT 1 FROM runfolio_seals WHERE run_id = ?)"
                                + " OR EXISTS (SELECT 1 FROM runfolio_run_ids WHERE run_id = ? AND NOT spent)",
                        row -> true,
                        runId,
                        runId)
                .isEmpty());
    }

    private static List<Finding> lost(Set<String> done, Outputs outputs) {
        Set<String> lost = new HashSet<>(done);
        outputs.bundles().forEach(bundle -> lost.remove(Sql.text(bundle.event().eventId())));
        outputs.processed().keySet().forEach(id -> lost.remove(Sql.text(id))); // another audit looks for their bundles
        return lost.stream()
                .sorted()
                .map(id -> new Finding(
                        "event_without_bundle",
                        place("runfolio_events", "event_id", id),
                        "The event " + id + " was bundled, but its bundle is missing"))
                .toList();
    }

    private List<Finding> faults(Connection connection, Queue queue) throws SQLException {
        List<Finding> findings = new ArrayList<>(Sql.list(
                connection,
                "SELECT id FROM runfolio_events c WHERE queue = ? AND state = 'claimed' AND NOT " + Heartbeats.IS_ALIVE
                        + " ORDER BY id",
                row -> new Finding(
                        "claim_left",
                        place("runfolio_events", "id", row.getString(1)),
                        "A dead worker has claimed this event; the next worker takes it over"),
                queue.name(),
                database.leaseInterval()));
        Sql.each(
                connection,
                "SELECT id, coalesce(error, '') FROM runfolio_events WHERE queue = ? AND state = 'failed' ORDER BY id",
                row -> {
                    if (RefusalDocument.read(row.getString(2)).isEmpty()) {
                        findings.add(new Finding(
                                "reason_missing",
                                place("runfolio_events", "id", row.getString(1)),
                                "The event was refused, but its reason is missing or unreadable"));
                    }
                },
                queue.name());
        return findings;
    }

    private List<Finding> leftTasks(Connection connection) throws SQLException {
        return PostgresTasks.jobsOfTheDead(connection, database).stream()
                .map(job -> new Finding(
                        "task_left",
                        place("runfolio_tasks", "job", job),
                        "A dead worker has offered these tasks; the next worker removes them"))
                .toList();
    }

    static String place(String table, String column, String value) {
        return table + " of the database, " + column + " = " + value;
    }

    @Override
    public List<Finding> runs() {
        return database.transaction(connection -> faults(connection, runs));
    }

    @Override
    public Set<String> openRuns() {
        return PostgresInbox.openNames(database, runs);
    }
}

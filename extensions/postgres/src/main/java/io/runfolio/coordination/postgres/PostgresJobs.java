package io.runfolio.coordination.postgres;

import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobClaim;
import io.runfolio.coordination.job.JobCursor;
import io.runfolio.coordination.job.JobPage;
import io.runfolio.coordination.job.JobProblem;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobResult;
import io.runfolio.coordination.job.JobState;
import io.runfolio.coordination.job.JobTask;
import io.runfolio.files.RandomIds;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Jobs as rows. What changes a job and its tasks locks the row of the job first, so that two of them never wait for
 * each other. A claim gets the next number of its task, the fence; each later call names it.
 */
final class PostgresJobs implements JobQueue {
    private static final int ID_BYTES = 4;
    private static final String MINE = " WHERE job = ? AND key = ? AND fence = ? AND worker = ?";
    /** A task {@code c} waits, or was claimed by a dead worker, or by this one without its knowledge. */
    private static final String FREE = "(c.worker IS NULL OR (c.worker = ? AND c.job || ' ' || c.key <> ALL (?))"
            + " OR (c.worker <> ? AND NOT " + PostgresTasks.WORKER_ALIVE + " AND " + PostgresTasks.MAY_JUDGE + "))";

    private static final String OPEN = "(SELECT %s FROM runfolio_job_tasks t WHERE t.job = j.id)";

    private final Database database;
    private final Heartbeats heartbeats;
    private final String worker;

    PostgresJobs(Database database, Heartbeats heartbeats, String worker) {
        this.database = database;
        this.heartbeats = heartbeats;
        this.worker = worker;
    }

    @Override
    public Job create(String order, long total) {
        String id = RandomIds.hex(ID_BYTES);
        return database.transaction(connection -> {
            removeOld(connection);
            Sql.update(
                    connection,
                    "INSERT INTO runfolio_jobs (id, body, state, total) VALUES (?, ?, 'running', ?)",
                    id,
                    Sql.text(order),
                    total);
            return jobs(connection, "WHERE j.id = ?", id).get(0);
        });
    }

    private static void removeOld(Connection connection) throws SQLException {
        Sql.update(
                connection,
                "DELETE FROM runfolio_jobs WHERE id IN (SELECT id FROM runfolio_jobs"
                        + " WHERE state IN ('done', 'cancelled') ORDER BY created DESC OFFSET ?)",
                MAX_ENDED);
        Sql.update(
                connection,
                "DELETE FROM runfolio_job_problems p WHERE NOT EXISTS (SELECT 1 FROM runfolio_jobs j WHERE j.id ="
                        + " p.job)");
    }

    @Override
    public List<Job> jobs() {
        return database.run(connection -> jobs(connection, "ORDER BY j.created DESC, j.id"));
    }

    private static List<Job> jobs(Connection connection, String condition, Object... parameters) throws SQLException {
        return Sql.list(
                connection,
                "SELECT id, body, state, total, seen, " + OPEN.formatted("coalesce(sum(t.items), 0)")
                        + ", done, failed, skipped, is_read, created, changed, resumed, handled_before, now()"
                        + " FROM runfolio_jobs j " + condition,
                PostgresJobs::job,
                parameters);
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getString(1),
                row.getString(2),
                JobState.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getBoolean(10),
                new Job.Times(time(row, 11), time(row, 12), time(row, 13), row.getLong(14), time(row, 15)));
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    @Override
    public List<JobProblem> problems(String job) {
        return database.run(connection -> Sql.list(
                connection,
                "SELECT item, outcome, reason FROM runfolio_job_problems WHERE job = ? ORDER BY number",
                row -> new JobProblem(row.getString(1), row.getString(2), row.getString(3)),
                job));
    }

    @Override
    public boolean change(String job, JobState state) {
        return database.transaction(connection -> {
            int changed = Sql.update(
                    connection,
                    "UPDATE runfolio_jobs SET changed = now(),"
                            + " resumed = CASE WHEN state <> 'running' AND ? = 'running' THEN now() ELSE resumed END,"
                            + " handled_before = CASE WHEN state <> 'running' AND ? = 'running'"
                            + " THEN done + failed + skipped ELSE handled_before END, state = ?"
                            + " WHERE id = ? AND state IN ('running', 'paused')",
                    state.word(),
                    state.word(),
                    state.word(),
                    job);
            if (state == JobState.CANCELLED && changed > 0) {
                Sql.update(connection, "DELETE FROM runfolio_job_tasks WHERE job = ?", job);
            }
            endIfDone(connection, job);
            return changed > 0;
        });
    }

    private static void endIfDone(Connection connection, String job) throws SQLException {
        Sql.update(
                connection,
                "UPDATE runfolio_jobs SET state = 'done', changed = now() WHERE id = ? AND state = 'running' AND"
                        + " is_read AND NOT EXISTS (SELECT 1 FROM runfolio_job_tasks WHERE job = id)",
                job);
    }

    @Override
    public Optional<JobCursor> hungry(int backlog) {
        return database.run(connection -> Sql.first(
                connection,
                "SELECT id, body, position, open FROM (SELECT j.*, " + OPEN.formatted("count(*)") + " AS open"
                        + " FROM runfolio_jobs j WHERE j.state = 'running' AND NOT j.is_read) AS hungry"
                        + " WHERE open <= ? ORDER BY created, id LIMIT 1",
                row -> new JobCursor(row.getString(1), row.getString(2), row.getString(3), backlog - row.getInt(4)),
                backlog / 2));
    }

    @Override
    public boolean feed(JobCursor cursor, JobPage page) {
        return database.transaction(connection -> {
            int moved = Sql.update(
                    connection,
                    "UPDATE runfolio_jobs SET position = ?, seen = seen + ?, is_read = ?, changed = now()"
                            + " WHERE id = ? AND position = ? AND state = 'running' AND NOT is_read",
                    page.position(),
                    page.seen(),
                    page.isLast(),
                    cursor.job(),
                    cursor.position());
            if (moved > 0) {
                Sql.batch(
                        connection,
                        "INSERT INTO runfolio_job_tasks (job, key, body, items) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        page.tasks().stream().map(task ->
                                new Object[] {cursor.job(), task.key(), Sql.text(task.body()), task.items()}));
                endIfDone(connection, cursor.job());
            }
            return moved > 0;
        });
    }

    @Override
    public Optional<JobClaim> claim(Collection<JobClaim> held) {
        List<Object> free = new ArrayList<>();
        free.add(worker);
        free.add(held.stream()
                .map(claim -> claim.job() + " " + claim.task().key())
                .toList());
        free.addAll(List.of(
                worker,
                database.leaseInterval(),
                heartbeats.isSteady(),
                worker,
                database.leaseInterval(),
                MAX_ATTEMPTS));
        Optional<JobClaim> claim = claim("c.attempts < ?", free);
        if (claim.isEmpty()) {
            for (Optional<JobClaim> spent = claim("c.attempts >= ?", free);
                    spent.isPresent();
                    spent = claim("c.attempts >= ?", free)) {
                complete(spent.get(), JobResult.givenUp(spent.get().task()));
            }
        }
        return claim;
    }

    private Optional<JobClaim> claim(String condition, List<Object> conditions) {
        List<Object> parameters = new ArrayList<>(List.of(worker));
        parameters.addAll(conditions);
        return database.run(connection -> Sql.first(
                connection,
                "UPDATE runfolio_job_tasks t SET worker = ?, fence = t.fence + 1, attempts = t.attempts + 1,"
                        + " changed = now() FROM (SELECT c.job, c.key, j.body FROM runfolio_job_tasks c"
                        + " JOIN runfolio_jobs j ON j.id = c.job AND j.state = 'running' WHERE " + FREE + " AND "
                        + condition + " ORDER BY c.changed, c.number LIMIT 1 FOR UPDATE OF c SKIP LOCKED) s WHERE"
                        + " t.job = s.job AND t.key = s.key RETURNING t.job, s.body, t.key, t.body,"
                        + " t.items, t.fence",
                row -> new JobClaim(
                        row.getString(1),
                        row.getString(2),
                        new JobTask(row.getString(3), row.getString(4), row.getInt(5)),
                        row.getLong(6)),
                parameters.toArray()));
    }

    @Override
    public boolean isHeld(JobClaim claim) {
        return database.run(connection -> Sql.first(
                        connection, "SELECT 1 FROM runfolio_job_tasks" + MINE, row -> true, named(claim))
                .isPresent());
    }

    @Override
    public void complete(JobClaim claim, JobResult result) {
        database.transaction(connection -> {
            Sql.list(connection, "SELECT 1 FROM runfolio_jobs WHERE id = ? FOR UPDATE", row -> 1, claim.job());
            int removed = Sql.update(connection, "DELETE FROM runfolio_job_tasks" + MINE, named(claim));
            if (removed > 0) {
                count(connection, claim.job(), result);
                endIfDone(connection, claim.job());
            }
            return removed;
        });
    }

    private static void count(Connection connection, String job, JobResult result) throws SQLException {
        Sql.update(
                connection,
                "UPDATE runfolio_jobs SET done = done + ?, failed = failed + ?, skipped = skipped + ?, changed = now()"
                        + " WHERE id = ?",
                result.done(),
                result.failed(),
                result.skipped(),
                job);
        for (JobProblem problem : result.problems()) {
            Sql.update(
                    connection,
                    "INSERT INTO runfolio_job_problems (job, item, outcome, reason) SELECT ?, ?, ?, ?"
                            + " WHERE (SELECT count(*) FROM runfolio_job_problems WHERE job = ?) < ?",
                    job,
                    problem.item(),
                    problem.outcome(),
                    Sql.text(problem.reason()),
                    job,
                    MAX_PROBLEMS);
        }
    }

    @Override
    public void release(JobClaim claim) {
        putBack(claim, "attempts - 1");
    }

    @Override
    public void fail(JobClaim claim) {
        putBack(claim, "attempts");
    }

    private void putBack(JobClaim claim, String attempts) {
        database.run(connection -> Sql.update(
                connection,
                "UPDATE runfolio_job_tasks SET worker = NULL, changed = now(), attempts = " + attempts + MINE,
                named(claim)));
    }

    private Object[] named(JobClaim claim) {
        return new Object[] {claim.job(), claim.task().key(), claim.fence(), worker};
    }
}

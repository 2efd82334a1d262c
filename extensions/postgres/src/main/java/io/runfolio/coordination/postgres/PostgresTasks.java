package io.runfolio.coordination.postgres;

import io.runfolio.coordination.task.SharedTask;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.coordination.task.TaskClaim;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Tasks as rows. A claim gets the next number of its task, the fence; each later call names it. */
final class PostgresTasks implements SharedTasks {
    /** Claims by helpers after which a task is left to its owner. Each may have ended a worker. */
    private static final int MAX_ATTEMPTS = 3;

    static final String KIND = "'" + PostgresAliveMarks.KIND + "'";
    private static final String OWNER_ALIVE = Heartbeats.isAliveSql(KIND, "c.owner");
    /** Condition that the worker of a task {@code c} is alive. The parameter is the lease. */
    static final String WORKER_ALIVE = Heartbeats.isAliveSql(KIND, "c.worker");
    /**
     * This worker may judge others: the database has answered in time, and its own heartbeat is fresh. The parameters
     * are whether it has, the worker and the lease.
     */
    static final String MAY_JUDGE = "(? AND EXISTS (SELECT 1 FROM runfolio_workers me WHERE me.kind = " + KIND
            + " AND me.name = ? AND me.seen >= now() - ?::interval))";

    private static final String LEFT = "c.state = 'claimed' AND c.worker <> ? AND ((NOT " + WORKER_ALIVE + " AND "
            + MAY_JUDGE + ") OR c.changed < now() - ?::interval)";
    private static final String MINE = " WHERE job = ? AND key = ? AND fence = ? AND worker = ? AND state = 'claimed'";
    /** Longer than any claim. */
    private static final Duration NEVER = Duration.ofDays(3_650);

    private final Database database;
    private final Heartbeats heartbeats;
    private final String worker;

    PostgresTasks(Database database, Heartbeats heartbeats, String worker) {
        this.database = database;
        this.heartbeats = heartbeats;
        this.worker = worker;
    }

    /** Returns the jobs of dead owners, which a sweep removes. */
    static List<String> jobsOfTheDead(Connection connection, Database database) throws SQLException {
        return Sql.list(
                connection,
                "SELECT DISTINCT c.job FROM runfolio_tasks c WHERE NOT " + OWNER_ALIVE + " ORDER BY c.job",
                row -> row.getString(1),
                database.leaseInterval());
    }

    @Override
    public void offer(String job, List<SharedTask> tasks) {
        database.transaction(connection -> {
            Sql.update(
                    connection,
                    "DELETE FROM runfolio_tasks WHERE job = ? AND key <> ALL (?)",
                    job,
                    tasks.stream().map(SharedTask::key).toList());
            for (SharedTask task : tasks) {
                offer(connection, job, task);
            }
            return tasks.size();
        });
    }

    private void offer(Connection connection, String job, SharedTask task) throws SQLException {
        String keepsClaim = "c.state = 'claimed' AND c.worker <> EXCLUDED.owner AND " + WORKER_ALIVE;
        Sql.update(
                connection,
                "INSERT INTO runfolio_tasks AS c (job, key, owner, body, state) VALUES (?, ?, ?, ?, 'waiting')"
                        + " ON CONFLICT (job, key) DO UPDATE SET owner = EXCLUDED.owner, body = EXCLUDED.body,"
                        + " state = CASE WHEN " + keepsClaim + " THEN 'claimed' ELSE 'waiting' END",
                job,
                task.key(),
                worker,
                Sql.text(task.body()),
                database.leaseInterval());
    }

    @Override
    public Optional<TaskClaim> claimOwn(String job, Duration overdue) {
        List<Object> parameters = new ArrayList<>(List.of(job, worker));
        parameters.addAll(left(overdue));
        return claim("c.job = ? AND c.owner = ?", 0, parameters);
    }

    @Override
    public Optional<TaskClaim> claimOther(Collection<String> excludedJobs) {
        List<Object> parameters =
                new ArrayList<>(List.of(worker, List.copyOf(excludedJobs), MAX_ATTEMPTS, database.leaseInterval()));
        parameters.addAll(left(NEVER));
        return claim("c.owner <> ? AND c.job <> ALL (?) AND c.attempts < ? AND " + OWNER_ALIVE, 1, parameters);
    }

    /** Returns the parameters of the condition for claims that are taken over. */
    private List<Object> left(Duration overdue) {
        List<Object> parameters = new ArrayList<>(List.of(worker, database.leaseInterval()));
        parameters.addAll(mayJudge());
        parameters.add(overdue.toSeconds() + " seconds");
        return parameters;
    }

    private List<Object> mayJudge() {
        return List.of(heartbeats.isSteady(), worker, database.leaseInterval());
    }

    /** Claims the oldest task; those that another worker is claiming are skipped. */
    private Optional<TaskClaim> claim(String condition, int attempts, List<Object> conditions) {
        List<Object> parameters = new ArrayList<>(List.of(worker, attempts));
        parameters.addAll(conditions);
        return database.run(connection -> Sql.first(
                connection,
                "UPDATE runfolio_tasks t SET state = 'claimed', worker = ?, fence = t.fence + 1,"
                        + " attempts = t.attempts + ?, changed = now()"
                        + " FROM (SELECT c.job, c.key FROM runfolio_tasks c WHERE " + condition
                        + " AND (c.state = 'waiting' OR (" + LEFT + "))"
                        + " ORDER BY c.created, c.job, c.key LIMIT 1 FOR UPDATE OF c SKIP LOCKED) s"
                        + " WHERE t.job = s.job AND t.key = s.key RETURNING t.job, t.key, t.body, t.fence",
                row -> new TaskClaim(
                        row.getString(1), new SharedTask(row.getString(2), row.getString(3)), row.getLong(4)),
                parameters.toArray()));
    }

    @Override
    public boolean isHeld(TaskClaim claim) {
        return database.run(
                connection -> Sql.first(connection, "SELECT 1 FROM runfolio_tasks" + MINE, row -> true, named(claim))
                        .isPresent());
    }

    @Override
    public void complete(TaskClaim claim) {
        change(claim, "state = 'done'");
    }

    @Override
    public void release(TaskClaim claim) {
        change(claim, "state = 'waiting', attempts = attempts - CASE WHEN owner = worker THEN 0 ELSE 1 END");
    }

    @Override
    public void leaveToOwner(TaskClaim claim) {
        change(claim, "state = 'waiting', attempts = " + MAX_ATTEMPTS);
    }

    private void change(TaskClaim claim, String assignments) {
        database.run(connection -> Sql.update(
                connection, "UPDATE runfolio_tasks SET changed = now(), " + assignments + MINE, named(claim)));
    }

    private Object[] named(TaskClaim claim) {
        return new Object[] {claim.job(), claim.task().key(), claim.fence(), worker};
    }

    @Override
    public int countOpen(String job) {
        return database.run(connection -> Sql.first(
                        connection,
                        "SELECT count(*) FROM runfolio_tasks WHERE job = ? AND owner = ?"
                                + " AND (state = 'waiting' OR (state = 'claimed' AND worker <> ?))",
                        row -> row.getInt(1),
                        job,
                        worker,
                        worker)
                .orElse(0));
    }

    @Override
    public void withdraw(String job) {
        database.run(connection ->
                Sql.update(connection, "DELETE FROM runfolio_tasks WHERE job = ? AND owner = ?", job, worker));
    }

    @Override
    public int sweep(Collection<String> jobs) {
        List<Object> parameters = new ArrayList<>(List.of(worker, List.copyOf(jobs), database.leaseInterval()));
        parameters.addAll(mayJudge());
        parameters.add(database.leaseInterval());
        return database.run(connection -> Sql.update(
                connection,
                "DELETE FROM runfolio_tasks c WHERE (c.owner = ? AND c.job <> ALL (?)) OR (NOT " + OWNER_ALIVE + " AND "
                        + MAY_JUDGE + " AND NOT (c.state = 'claimed' AND " + WORKER_ALIVE + "))",
                parameters.toArray()));
    }
}

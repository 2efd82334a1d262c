package io.runfolio.coordination.postgres;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.CoordinationAudit;
import io.runfolio.coordination.CoordinationBackend;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.EventLookup;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.RunIds;
import io.runfolio.coordination.SealLog;
import io.runfolio.coordination.SealRecord;
import io.runfolio.coordination.WriterLocks;
import io.runfolio.coordination.access.AttemptCounters;
import io.runfolio.coordination.access.SessionStore;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.shared.SharedRecords;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.files.StorageRoot;
import io.runfolio.intake.EventReader;
import io.runfolio.json.SecretMask;
import io.runfolio.settings.coordination.CoordinationSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Coordination by the tables and locks of one schema of a PostgreSQL database, version 12 or later. */
final class PostgresBackend implements CoordinationBackend, Coordination {
    private final Database database;
    private final AdvisoryLocks advisoryLocks;
    private final Heartbeats heartbeats;
    private final PostgresLocks locks;
    private final PostgresRunIds runIds;
    private final PostgresAliveMarks aliveMarks;
    private final PostgresSeals seals;
    private final PostgresSessions sessions;
    private final PostgresAttempts attempts;
    private final PostgresStoreLog storeLog;
    private final PostgresRecords records;

    PostgresBackend(CoordinationSettings settings) {
        this(new Database(settings));
    }

    PostgresBackend(Database database) {
        this.database = database;
        advisoryLocks = new AdvisoryLocks(database);
        heartbeats = new Heartbeats(database, advisoryLocks::check);
        locks = new PostgresLocks(database, advisoryLocks, heartbeats);
        runIds = new PostgresRunIds(database);
        aliveMarks = new PostgresAliveMarks(heartbeats);
        seals = new PostgresSeals(database, advisoryLocks);
        FailFast failFast = new FailFast();
        sessions = new PostgresSessions(database, failFast);
        attempts = new PostgresAttempts(database, failFast);
        storeLog = new PostgresStoreLog(database, advisoryLocks, seals);
        records = new PostgresRecords(database, failFast);
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    @Override
    public Coordination coordination() {
        return this;
    }

    @Override
    public EventInbox inbox(Queue queue, StorageRoot root) {
        return new PostgresInbox(database, queue, root);
    }

    @Override
    public EventQueue open(Queue queue, String worker, SecretMask mask) {
        advisoryLocks.setOwner(worker);
        return new PostgresQueue(database, heartbeats, seals, queue, worker, mask);
    }

    @Override
    public EventLookup lookup(Queue queue, EventReader reader) {
        return new PostgresLookup(database, queue, reader);
    }

    @Override
    public CoordinationAudit audit(Queue events, Queue runs) {
        return new PostgresAudit(database, events, runs);
    }

    @Override
    public int rebuild(Queue events, Supplier<List<SealRecord>> bundles) {
        return new PostgresRebuild(database, events).run(bundles);
    }

    @Override
    public Optional<SharedTasks> tasks(String worker) {
        return Optional.of(new PostgresTasks(database, heartbeats, worker));
    }

    @Override
    public JobQueue jobs(String worker) {
        return new PostgresJobs(database, heartbeats, worker);
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public AttemptCounters attempts() {
        return attempts;
    }

    @Override
    public EventLocks eventLocks() {
        return locks;
    }

    @Override
    public RunIds runIds() {
        return runIds;
    }

    @Override
    public AliveMarks aliveMarks() {
        return aliveMarks;
    }

    @Override
    public WriterLocks writerLocks() {
        return locks;
    }

    @Override
    public Optional<SealLog> seals() {
        return Optional.of(seals);
    }

    @Override
    public StoreLog openStoreLog() {
        return storeLog;
    }

    @Override
    public SharedRecords sharedRecords() {
        return records;
    }

    @Override
    public void close() {
        heartbeats.close();
        advisoryLocks.close();
        database.close();
    }
}

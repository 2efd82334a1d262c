package io.runfolio.coordination;

import io.runfolio.coordination.access.AttemptCounters;
import io.runfolio.coordination.access.SessionStore;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.shared.SharedRecords;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.files.StorageRoot;
import io.runfolio.intake.EventReader;
import io.runfolio.json.SecretMask;
import io.runfolio.run.EventOrigin;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Coordination by a server: all queues, locks and run ids of one outputs folder. Thread-safe. */
public interface CoordinationBackend extends AutoCloseable {
    /** Returns the coordination of the workers. */
    Coordination coordination();

    /**
     * Returns a queue as producers and operators see it.
     *
     * @param root storage root that must be there for the events to be processed
     */
    EventInbox inbox(Queue queue, StorageRoot root);

    /**
     * Opens a queue for a worker.
     *
     * @param worker unique name of the worker
     * @param mask masks secrets in events that are kept as done
     */
    EventQueue open(Queue queue, String worker, SecretMask mask);

    /** Returns a lookup of the events of a queue that have no bundle yet. */
    EventLookup lookup(Queue queue, EventReader reader);

    /**
     * Returns the audit of what the server keeps.
     *
     * @param events the queue of the events
     * @param runs the queue of the workflow runs
     */
    CoordinationAudit audit(Queue events, Queue runs);

    /**
     * Rebuilds the seals and the events that are done from the bundles; other events stay as they are.
     *
     * @param events the queue of the events
     * @param bundles reads the seals, in the order of the index; called after it is known that no worker is alive
     * @return number of seals
     * @throws io.runfolio.files.StorageException if a worker is alive; nothing is changed then
     */
    int rebuild(Queue events, Supplier<List<SealRecord>> bundles);

    /**
     * Returns the tasks that workers offer to each other; empty if this server keeps none.
     *
     * @param worker name of the worker that has an alive mark when it offers or claims tasks
     */
    default Optional<SharedTasks> tasks(String worker) {
        return Optional.empty();
    }

    /**
     * Returns the jobs of all workers.
     *
     * @param worker name of the worker that has an alive mark when it claims tasks
     */
    JobQueue jobs(String worker);

    /** Returns the sessions of browsers with all servers. */
    SessionStore sessions();

    /** Returns the counters of attempts at passwords, of all servers. */
    AttemptCounters attempts();

    /** Returns the log of the bundles in an object store. */
    StoreLog openStoreLog();

    /** Returns the records of hosts that have no common folder. */
    SharedRecords sharedRecords();

    /** Closes all connections. */
    @Override
    void close();

    /**
     * Queue of a kind of events.
     *
     * @param name its name
     * @param identity returns the identity of an event, by which a second delivery is recognized; empty if each
     *     delivery is an event of its own
     */
    record Queue(String name, Function<byte[], Optional<EventOrigin>> identity) {}
}

package io.runfolio;

import io.runfolio.coordination.EventQueue;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.mirror.MirrorCounters;
import io.runfolio.retention.plan.RetentionCounters;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.submission.MessageCounters;
import io.runfolio.wiring.WorkerWiring;
import io.runfolio.work.CatalogUpdater;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.WorkerCounters;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.camel.CamelContext;

/**
 * Worker that was installed into a CamelContext.
 *
 * @param counters its counters
 * @param inbox its queue of events
 * @param gate the gate of its intake
 * @param httpPort port of its API; 0 while it does not listen
 * @param workflows its workflow runs; empty if no kind of step has an endpoint
 * @param retention counters of its removals; empty if there is no policy
 * @param messages counters of the brokers that events come from
 * @param catalog updates its catalog
 * @param mirror counters of its mirror; empty if absent
 */
public record WorkerHandle(
        WorkerCounters counters,
        EventQueue inbox,
        IntakeGate gate,
        IntSupplier httpPort,
        Optional<WorkflowHandle> workflows,
        Optional<RetentionCounters> retention,
        List<MessageCounters> messages,
        CatalogUpdater catalog,
        Optional<MirrorCounters> mirror) {

    /** Installs as {@link Runfolio#install} does, with a clock for runs without a time of their own. */
    public static WorkerHandle install(CamelContext context, RunfolioSettings settings, Clock clock) {
        return install(context, settings, clock, () -> {});
    }

    /**
     * Installs a worker with an action for an exhausted heap.
     *
     * @param heapExhausted called after the attempt was recorded; a process of its own should exit and be restarted
     */
    public static WorkerHandle install(
            CamelContext context, RunfolioSettings settings, Clock clock, Runnable heapExhausted) {
        WorkerWiring wiring = new WorkerWiring(context, settings, clock, heapExhausted);
        try {
            wiring.install();
        } catch (RunfolioException | SettingException e) {
            throw e;
        } catch (Exception e) {
            throw new StorageException("Runfolio's routes cannot be added: " + e.getMessage(), e);
        }
        return new WorkerHandle(
                wiring.counters(),
                wiring.inbox(),
                wiring.gate(),
                wiring::httpPort,
                wiring.workflows(),
                wiring.retention(),
                wiring.messages(),
                wiring.catalog(),
                wiring.mirror());
    }

    /** Returns whether nothing is in progress and nothing can start, as the intake is paused. */
    public boolean isStuck() {
        return gate.pauseReason().isPresent() && counters.getEventsInFlight() == 0;
    }

    /** Returns whether no event waits, none is in progress, and no workflow run can go on. */
    public boolean isIdle() {
        return counters.getEventsInFlight() == 0
                && inbox.isIdle()
                && workflows.map(WorkflowHandle::isIdle).orElse(true);
    }
}

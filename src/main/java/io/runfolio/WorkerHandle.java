package io.runfolio;

import io.runfolio.flow.IntakeGate;
import io.runfolio.flow.Ledger;
import io.runfolio.intake.Inbox;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageException;
import io.runfolio.settings.RunfolioSettings;
import java.time.Clock;
import java.util.function.IntSupplier;
import org.apache.camel.CamelContext;

/**
 * A worker that was installed into a CamelContext.
 *
 * @param ledger its counters
 * @param inbox its queue folder
 * @param gate whether it takes events
 * @param httpPort tells the port that its API listens on; 0 while it does not
 */
public record WorkerHandle(Ledger ledger, Inbox inbox, IntakeGate gate, IntSupplier httpPort) {

    /** Installs as {@link Runfolio#install} does, with a clock for runs that say no time of their own. */
    public static WorkerHandle install(CamelContext context, RunfolioSettings settings, Clock clock) {
        return install(context, settings, clock, () -> {});
    }

    /**
     * Installs likewise.
     *
     * @param heapExhausted is called when the heap was used up, after the attempt was recorded: a process of its own had better end and be started again
     */
    public static WorkerHandle install(
            CamelContext context, RunfolioSettings settings, Clock clock, Runnable heapExhausted) {
        RunfolioWiring wiring = new RunfolioWiring(context, settings, clock, heapExhausted);
        try {
            wiring.install();
        } catch (RunfolioException e) {
            throw e;
        } catch (Exception e) {
            throw new StorageException("Runfolio's routes cannot be added: " + e.getMessage(), e);
        }
        return new WorkerHandle(wiring.ledger(), wiring.inbox(), wiring.gate(), wiring::httpPort);
    }

    /** Returns whether nothing is under way and nothing can be, as intake is paused. */
    public boolean isStuck() {
        return gate.pausedBecause().isPresent() && ledger.getEventsInFlight() == 0;
    }

    /** Returns whether nothing waits and nothing is under way. */
    public boolean isIdle() {
        return ledger.getEventsInFlight() == 0 && inbox.isIdle();
    }
}

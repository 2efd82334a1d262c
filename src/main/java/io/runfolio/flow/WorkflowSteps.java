package io.runfolio.flow;

import io.runfolio.coordination.Claim;
import io.runfolio.flow.step.CurrentExchange;
import io.runfolio.work.IntakeGate;
import io.runfolio.work.LogContext;
import io.runfolio.workflow.engine.WorkflowEngine;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** Steps that claim workflow runs and execute them, several at once. */
public final class WorkflowSteps {
    private final WorkflowEngine engine;
    private final IntakeGate gate;
    private final int maxRuns;
    private final AtomicInteger inProgress = new AtomicInteger();

    /** @param maxRuns runs in progress at once; others stay in the queue folder, where another worker can claim them */
    public WorkflowSteps(WorkflowEngine engine, IntakeGate gate, int maxRuns) {
        this.engine = engine;
        this.gate = gate;
        this.maxRuns = maxRuns;
    }

    /** Claims runs that can go on now, also those of dead workers. */
    public List<Claim> ready() {
        int room = maxRuns - inProgress.get();
        if (!gate.isOpen() || room <= 0) {
            return List.of();
        }
        List<Claim> claims = engine.claimReady(room);
        inProgress.addAndGet(claims.size());
        return claims;
    }

    /** Executes a claimed run until it ends or waits for something outside. */
    public void advance(@Body Claim claim, Exchange exchange) {
        try (LogContext context = LogContext.event(claim.name())) {
            CurrentExchange.during(claim.name(), exchange, () -> engine.advance(claim));
        } finally {
            inProgress.decrementAndGet();
        }
    }

    /** Returns the number of claimed runs. */
    public int inProgress() {
        return inProgress.get();
    }
}

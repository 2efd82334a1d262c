package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.coordination.Waiting;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.workflow.content.Budget;
import io.runfolio.workflow.content.Costs;
import io.runfolio.workflow.run.EntryTypes;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunRequests;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StepProgress;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.template.WorkflowStep;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes one run, whose lock the caller holds. What is next is decided from the ledger alone, before each entry; so a
 * run whose process ends anywhere goes on as if it had not.
 */
final class RunAdvance {
    private static final Logger LOG = LoggerFactory.getLogger(RunAdvance.class);

    private final WorkflowParts parts;
    private final RunLedger ledger;
    private final BooleanSupplier stopping;
    private final StepTurn steps;
    private final GateTurn gates;
    private final EndTurn end;
    private final Cancellation cancellation;

    RunAdvance(WorkflowParts parts, StepThreads threads, RunLedger ledger, BooleanSupplier stopping) {
        this.parts = parts;
        this.ledger = ledger;
        this.stopping = stopping;
        this.steps = new StepTurn(parts, threads, ledger);
        this.gates = new GateTurn(parts, ledger);
        this.end = new EndTurn(parts, ledger);
        this.cancellation = new Cancellation(parts, ledger);
    }

    /**
     * Result of a look at the ledger.
     *
     * @param isOver whether the run has ended and nothing is left to do
     * @param waiting what the run waits for; empty to look again
     */
    record Next(boolean isOver, Optional<Waiting> waiting) {
        static final Next AGAIN = new Next(false, Optional.empty());
        static final Next OVER = new Next(true, Optional.empty());

        static Next wait(Waiting waiting) {
            return new Next(false, Optional.of(waiting));
        }
    }

    /** Executes the run; returns what it waits for, or empty if it is over. */
    Optional<Waiting> run() {
        if (ledger.fold().lastSeq() == 0) {
            parts.store().queued(ledger);
        }
        while (true) {
            if (stopping.getAsBoolean()) {
                throw new InterruptedRunException("The worker is being stopped", null);
            }
            // before the look, so that a later one is not lost
            parts.store().requests().delete(runId(), RunRequests.WAKE);
            Next next = safely();
            if (next.isOver() || next.waiting().isPresent()) {
                return next.waiting();
            }
        }
    }

    /** An unexpected fault fails the run, as it would come again; a fault of the environment does not. */
    private Next safely() {
        try {
            return next();
        } catch (StepThreads.CancelledException e) {
            return Next.AGAIN;
        } catch (RunfolioException e) {
            throw e;
        } catch (RuntimeException e) {
            if (ledger.fold().state().isEnd()) {
                throw e;
            }
            LOG.error("run {} failed unexpectedly", runId(), e);
            end.fail("internal_error", "an unexpected fault ended the run: see the log of the worker", null);
            return Next.AGAIN;
        }
    }

    private Next next() {
        RunFold run = ledger.fold();
        if (run.state().isEnd()) {
            return end.close();
        }
        if (parts.store().requests().has(runId(), RunRequests.CANCEL)) {
            cancellation.apply();
            return Next.AGAIN;
        }
        if (run.state() == RunState.QUEUED) {
            ledger.append(EntryTypes.RUN_STARTED, data());
            return Next.AGAIN;
        }
        List<WorkflowStep> all = run.specification().template().steps();
        for (int i = 0; i < all.size(); i++) {
            WorkflowStep step = all.get(i);
            StepProgress progress = run.step(step.id());
            if (!progress.isDone()) {
                Optional<String> overrun = overrun(run, progress);
                if (overrun.isPresent()) {
                    end.fail("over_budget", overrun.get(), step.id());
                    return Next.AGAIN;
                }
                return steps.take(step, progress);
            }
            Optional<Next> held = gates.after(step, i == all.size() - 1);
            if (held.isPresent()) {
                return held.get();
            }
        }
        return complete();
    }

    /** Returns why the budget does not allow a step to start; empty if it does. */
    private static Optional<String> overrun(RunFold run, StepProgress progress) {
        return progress.state() == StepState.PENDING
                ? Budget.overrun(
                        run.specification().template(),
                        Costs.parse(JsonNodeFactory.instance.arrayNode().addAll(run.costs())))
                : Optional.empty();
    }

    private Next complete() {
        Optional<Next> bundling = end.bundle(RunState.COMPLETED);
        if (bundling.isPresent()) {
            return bundling.get();
        }
        Optional<Next> held = gates.atEnd();
        if (held.isPresent()) {
            return held.get();
        }
        ledger.append(EntryTypes.RUN_COMPLETED, data());
        return Next.AGAIN;
    }

    private String runId() {
        return ledger.specification().runId();
    }

    static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }
}

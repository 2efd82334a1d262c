package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.workflow.run.LedgerEntry;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunRequests;
import io.runfolio.workflow.run.RunService;
import io.runfolio.workflow.run.RunSpecification;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StartRefusedException;
import io.runfolio.workflow.run.StartRequest;
import io.runfolio.workflow.run.StepProgress;
import io.runfolio.workflow.run.WorkflowRunIds;
import io.runfolio.workflow.template.TemplateFolder;
import io.runfolio.workflow.template.WorkflowStep;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workflow runs of a folder, for any process. A request to cancel or retry is a file first; if no worker is changing
 * the run, it is applied at once, else by that worker.
 */
public final class WorkflowRuns implements RunService {
    private static final Logger LOG = LoggerFactory.getLogger(WorkflowRuns.class);

    private final WorkflowParts parts;
    private final RunStart start;
    private final LateResults late;

    /** @param templates templates that runs can start from */
    public WorkflowRuns(WorkflowParts parts, TemplateFolder templates) {
        this.parts = parts;
        this.start = new RunStart(parts, templates);
        this.late = new LateResults(parts);
    }

    @Override
    public ObjectNode start(StartRequest request) {
        RunStart.Started started = start.start(request);
        if (started.isNew()) {
            ObjectNode queued = json(started.runId()); // before a worker begins, so that each start is answered alike
            parts.inbox().enqueue(started.runId());
            return queued;
        }
        RunFold run = fold(started.runId());
        if (run.startedAt().isEmpty() && !RunQueue.isFinished(run)) {
            parts.inbox().ensure(started.runId()); // the process of the first request may have ended before
        }
        return json(started.runId());
    }

    @Override
    public Optional<ObjectNode> find(String runId) {
        return parts.store().json(runId);
    }

    @Override
    public List<ObjectNode> list(Optional<RunState> state, int limit) {
        return parts.store().newest(state, limit);
    }

    @Override
    public List<LedgerEntry> entries(String runId, long after) {
        return parts.store().maskedEntries(runId, after);
    }

    @Override
    public ObjectNode cancel(String runId, String caller) {
        if (fold(runId).state().isEnd()) {
            throw RunStart.refused(409, "run_ended", "The run " + runId + " has ended, so it cannot be cancelled.");
        }
        parts.store().requests().ask(runId, RunRequests.CANCEL, request(caller));
        ifFree(runId, ledger -> {
            if (!ledger.fold().state().isEnd()) {
                new Cancellation(parts, ledger).apply();
            }
            parts.store().requests().wake(runId);
        });
        return json(runId);
    }

    @Override
    public ObjectNode retry(String runId, Optional<String> fromStep, String caller) {
        RunFold run = fold(runId);
        if (run.state() != RunState.FAILED) {
            throw RunStart.refused(
                    409,
                    "run_not_failed",
                    "The run " + runId + " is " + run.state().jsonName() + "; only a failed run can be retried.");
        }
        ObjectNode request = request(caller);
        request.put("attempt", run.attempt());
        request.put("fromStep", stepToRetry(run, fromStep));
        parts.store().requests().ask(runId, RunRequests.RETRY, request);
        ifFree(runId, ledger -> {
            if (ledger.fold().isClosed()) {
                new EndTurn(parts, ledger).retry();
            }
            parts.inbox().ensure(runId);
        });
        return json(runId);
    }

    /** Returns the step to begin with: a wanted one, if all steps before it are done, else the failed one. */
    private static String stepToRetry(RunFold run, Optional<String> wanted) {
        List<WorkflowStep> steps = run.specification().template().steps();
        String firstOpen = run.steps().stream()
                .filter(step -> !step.isDone())
                .map(StepProgress::id)
                .findFirst()
                .orElse(steps.get(steps.size() - 1).id());
        if (wanted.isEmpty()) {
            return firstOpen;
        }
        List<String> ids = steps.stream().map(WorkflowStep::id).toList();
        if (!ids.contains(wanted.get())) {
            throw RunStart.refused(
                    422, "step_unknown", "The run has no step " + wanted.get() + ": it has " + String.join(", ", ids));
        }
        if (ids.indexOf(wanted.get()) > ids.indexOf(firstOpen)) {
            throw RunStart.refused(
                    422,
                    "step_not_reached",
                    "The run has not reached the step " + wanted.get() + ": retry it from " + firstOpen
                            + " or an earlier step.");
        }
        return wanted.get();
    }

    @Override
    public ObjectNode answer(String runId, String stepId, Optional<String> ticket, ObjectNode answer, String caller) {
        late.accept(fold(runId), stepId, ticket, answer);
        parts.store().requests().wake(runId);
        return json(runId);
    }

    @Override
    public void wakeForDecision(String artifactId) {
        parts.store().requests().waitingFor(artifactId).ifPresent(parts.store().requests()::wake);
    }

    @Override
    public void wakeForBundle(String eventId) {
        int end = eventId.indexOf(':');
        String runId = end < 0 ? eventId : eventId.substring(0, end);
        if (!WorkflowRunIds.isValid(runId)) {
            return;
        }
        try {
            parts.store().requests().wake(runId);
        } catch (RunfolioException e) {
            LOG.debug("run {} was not woken", runId, e);
        }
    }

    /** Changes a run if nobody else does; else the one that does applies the request. */
    private void ifFree(String runId, Consumer<RunLedger> change) {
        Optional<Mutex.Held> lock = parts.store().tryLock(runId);
        if (lock.isEmpty()) {
            return;
        }
        try (Mutex.Held held = lock.get();
                RunLedger ledger = parts.store().open(specification(runId))) {
            change.accept(ledger);
        }
    }

    private RunSpecification specification(String runId) {
        return parts.store().specification(runId).orElseThrow(() -> noRun(runId));
    }

    private RunFold fold(String runId) {
        return parts.store().fold(runId).orElseThrow(() -> noRun(runId));
    }

    private ObjectNode json(String runId) {
        return find(runId).orElseThrow(() -> noRun(runId));
    }

    private ObjectNode request(String caller) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("by", caller)
                .put("at", parts.clock().instant().toString());
    }

    private static RunfolioException noRun(String runId) {
        return new StartRefusedException(404, "run_not_found", List.of("No workflow run has the id " + runId + "."));
    }
}

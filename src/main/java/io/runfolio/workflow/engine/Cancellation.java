package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.RunfolioException;
import io.runfolio.workflow.content.StepRequests;
import io.runfolio.workflow.run.EntryTypes;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunRequests;
import io.runfolio.workflow.run.StepProgress;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.template.WorkflowStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels a run whose lock the caller holds. Its child runs are cancelled too. */
final class Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    private final WorkflowParts parts;
    private final RunLedger ledger;

    Cancellation(WorkflowParts parts, RunLedger ledger) {
        this.parts = parts;
        this.ledger = ledger;
    }

    /** Applies the request to cancel the run, which has not ended. */
    void apply() {
        RunFold run = ledger.fold();
        RunRequests requests = parts.store().requests();
        Optional<JsonNode> request = requests.find(run.specification().runId(), RunRequests.CANCEL);
        String by = request.map(content -> content.path("by").textValue()).orElse(null);
        for (StepProgress step : running(run)) {
            step.childRunId().ifPresent(child -> cancelChild(child, by));
        }
        ledger.append(
                EntryTypes.RUN_CANCELLED, JsonNodeFactory.instance.objectNode().put("by", by));
        requests.delete(run.specification().runId(), RunRequests.CANCEL);
    }

    private static List<StepProgress> running(RunFold run) {
        return run.steps().stream()
                .filter(step -> step.state() == StepState.RUNNING)
                .toList();
    }

    /** Cancels the results that a cancelled run has waited for, at their endpoints; repeatable. */
    void cancelLateResults() {
        RunFold run = ledger.fold();
        running(run).forEach(step -> step.ticket().ifPresent(ticket -> cancelTicket(run, step, ticket)));
    }

    private void cancelChild(String childRunId, String by) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("by", by);
        content.put("reason", "the run that started it was cancelled");
        parts.store().requests().ask(childRunId, RunRequests.CANCEL, content);
    }

    /** The endpoint may be gone; the run is cancelled all the same. */
    private void cancelTicket(RunFold run, StepProgress progress, String ticket) {
        WorkflowStep step = run.specification().template().step(progress.id()).orElseThrow();
        try {
            parts.endpoints()
                    .find(step.kind(), step.capabilityOrEmpty())
                    .ifPresent(endpoint -> endpoint.cancel(
                            StepRequests.build(
                                    run.specification().runId(),
                                    step,
                                    run.specification().template(),
                                    Values.of(run),
                                    progress.attempt(),
                                    run.idempotencyKey(step.id()),
                                    progress.deadline().orElse(Instant.EPOCH),
                                    new StepFolders(parts.store().layout())
                                            .of(
                                                    run.specification().runId(),
                                                    progress.folder().orElse("unknown"))),
                            ticket));
        } catch (RunfolioException e) {
            LOG.warn("{}: the endpoint of {} was not told of the cancellation: {}", step.id(), ticket, e.getMessage());
        }
    }
}

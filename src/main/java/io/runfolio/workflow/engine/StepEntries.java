package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.settings.StepLimits;
import io.runfolio.workflow.content.Costs;
import io.runfolio.workflow.content.StepSlots;
import io.runfolio.workflow.run.EntryTypes;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunLedger.Draft;
import io.runfolio.workflow.run.StepProgress;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.step.StepCheck;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import io.runfolio.workflow.template.WorkflowStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records the progress of steps in the ledger of a run. */
final class StepEntries {
    private static final List<String> RECORDED = List.of("model", "system", "prompt", "input", "parameters");

    private final WorkflowParts parts;
    private final RunLedger ledger;

    StepEntries(WorkflowParts parts, RunLedger ledger) {
        this.parts = parts;
        this.ledger = ledger;
    }

    /** Starts the data of an entry about a step. */
    static ObjectNode data(WorkflowStep step) {
        return JsonNodeFactory.instance.objectNode().put("step", step.id());
    }

    /** Records that a supplied artifact replaces the step. */
    void skipped(WorkflowStep step, SuppliedArtifact supplied) {
        ObjectNode data = data(step);
        data.put("artifactId", supplied.id());
        data.put("reason", "supplied as " + step.satisfiedBy());
        data.set("output", StepSlots.of(supplied));
        ledger.append(EntryTypes.STEP_SKIPPED, data);
    }

    /** Records that an attempt begins, with its resolved texts. */
    void started(WorkflowStep step, StepRequest request, String folder) {
        ObjectNode data = data(step);
        data.put("attempt", request.attempt());
        data.put("idempotencyKey", request.idempotencyKey());
        data.put("deadline", request.deadline().toString());
        data.put("folder", folder);
        ObjectNode inputs = data.putObject("inputs");
        for (String field : RECORDED) {
            if (request.document().hasNonNull(field)) {
                inputs.set(field, request.document().get(field));
            }
        }
        ledger.append(EntryTypes.STEP_STARTED, data);
    }

    /** Records that the result arrives later. */
    void waiting(WorkflowStep step, String ticket, Instant deadline) {
        ObjectNode data = data(step);
        data.put("ticket", ticket);
        data.put("deadline", deadline.toString());
        ledger.append(EntryTypes.STEP_WAITING, data);
    }

    /** Records the result of an endpoint. */
    void completed(WorkflowStep step, ObjectNode slot, List<StepCheck> checks, List<StepCost> costs) {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        checks.forEach(check -> {
            ObjectNode json = results.addObject();
            json.put("name", check.name());
            json.put("passed", check.passed());
            json.put("score", check.score());
            json.put("message", check.message());
        });
        ObjectNode data = data(step);
        data.set("output", slot);
        data.set("checks", results);
        completed(step, data, costs);
    }

    /** Records a result with its costs in one entry. The entries of the costs are for readers of the stream. */
    void completed(WorkflowStep step, ObjectNode data, List<StepCost> costs) {
        StepProgress progress = ledger.fold().step(step.id());
        data.put("attempt", Math.max(1, progress.attempt()));
        progress.startedAt()
                .ifPresent(start -> data.put(
                        "durationMs",
                        Math.max(
                                0,
                                Duration.between(start, parts.clock().instant()).toMillis())));
        costs.forEach(cost -> data.withArray("costs").add(Costs.json(cost)));
        List<Draft> drafts = new ArrayList<>();
        drafts.add(new Draft(EntryTypes.STEP_COMPLETED, data));
        drafts.addAll(costDrafts(step, costs));
        ledger.append(drafts);
    }

    private static List<Draft> costDrafts(WorkflowStep step, List<StepCost> costs) {
        return costs.stream()
                .map(cost -> new Draft(EntryTypes.COST, data(step).setAll(Costs.json(cost))))
                .toList();
    }

    /** Records a failed attempt, and when the next one is. */
    void failed(WorkflowStep step, StepFailedException why, List<StepCost> costs) {
        StepProgress progress = ledger.fold().step(step.id());
        boolean isStarted = progress.state() == StepState.RUNNING;
        int number = isStarted ? Math.max(1, progress.attempt()) : progress.attempt() + 1;
        StepLimits limits = parts.settings().limits(step.kind());
        boolean willRetry = why.isRetryable() && number < limits.attempts();
        ObjectNode data = data(step);
        data.put("attempt", number);
        data.put("code", why.code());
        data.put("message", SecretText.masked(why.getMessage()));
        data.put("retryable", why.isRetryable());
        data.put("willRetry", willRetry);
        if (willRetry) {
            Instant next = parts.clock().instant().plus(limits.delayAfter(number, why.delay()));
            data.put("nextAt", next.toString());
        }
        costs.forEach(cost -> data.withArray("costs").add(Costs.json(cost)));
        List<Draft> drafts = new ArrayList<>();
        drafts.add(new Draft(EntryTypes.STEP_FAILED, data));
        drafts.addAll(costDrafts(step, costs));
        ledger.append(drafts);
    }
}

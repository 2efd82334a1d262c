package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.content.Costs;
import io.runfolio.workflow.content.References;
import io.runfolio.workflow.content.RunValues;
import io.runfolio.workflow.content.StepSlots;
import io.runfolio.workflow.engine.RunAdvance.Next;
import io.runfolio.workflow.run.EntryTypes;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunSpecification;
import io.runfolio.workflow.run.RunSpecification.ParentStep;
import io.runfolio.workflow.run.StepProgress;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.run.WorkflowRunIds;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.template.SubWorkflow;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Executes a step by a child run. The id of the child run follows from the run, the step and the attempt, so a kill
 * makes no second one.
 */
final class ChildTurn {
    private static final Duration MIN_LOOK = Duration.ofSeconds(30);
    private static final Duration MAX_LOOK = Duration.ofMinutes(2);

    private final WorkflowParts parts;
    private final RunLedger ledger;
    private final StepEntries entries;

    ChildTurn(WorkflowParts parts, RunLedger ledger, StepEntries entries) {
        this.parts = parts;
        this.ledger = ledger;
        this.entries = entries;
    }

    Next take(WorkflowStep step, StepProgress progress) {
        RunFold run = ledger.fold();
        String childId = WorkflowRunIds.ofChild(run.specification().runId(), step.id(), run.attempt());
        if (progress.childRunId().isEmpty()) {
            RunSpecification child = specification(step, childId);
            ObjectNode data = StepEntries.data(step);
            data.put("childRunId", childId);
            data.put("templateId", child.template().id());
            data.put("templateVersion", child.template().version());
            data.set("intake", child.intake());
            ledger.append(EntryTypes.CHILD_STARTED, data);
        }
        Optional<RunFold> child = parts.store().fold(childId);
        if (child.isEmpty()) {
            parts.store().create(specification(step, childId));
            parts.inbox().enqueue(childId);
            return Next.AGAIN;
        }
        return look(step, child.get());
    }

    private Next look(WorkflowStep step, RunFold child) {
        String childId = child.specification().runId();
        switch (child.state()) {
            case COMPLETED -> complete(step, child);
            case FAILED, CANCELLED ->
                entries.failed(
                        step,
                        new StepFailedException(
                                "child_" + child.state().jsonName(),
                                "the run " + childId + " of "
                                        + child.specification().template().id() + " "
                                        + (child.state().jsonName()) + reason(child),
                                false),
                        costs(child));
            default -> {
                if (child.startedAt().isEmpty()) {
                    parts.inbox().ensure(childId); // the process may have ended before it was queued
                }
                Instant now = parts.clock().instant();
                return Next.wait(Parking.looking(
                        ledger.fold(),
                        Parking.CHILD,
                        now,
                        MIN_LOOK,
                        MAX_LOOK,
                        "The run " + childId + " has not ended."));
            }
        }
        return Next.AGAIN;
    }

    private static String reason(RunFold child) {
        String message = child.error().path("message").asText();
        return message.isEmpty() ? "" : ": " + message;
    }

    private void complete(WorkflowStep step, RunFold child) {
        ObjectNode data = StepEntries.data(step);
        data.put("childRunId", child.specification().runId());
        Optional<SuppliedArtifact> artifact = child.artifactId().flatMap(parts.artifacts()::find);
        artifact.ifPresent(made -> data.put("artifactId", made.id()));
        data.set("output", artifact.<JsonNode>map(StepSlots::of).orElseGet(() -> lastOutput(child)));
        entries.completed(step, data, costs(child));
    }

    private static JsonNode lastOutput(RunFold child) {
        return child.specification()
                .template()
                .lastEmitting()
                .map(last -> child.step(last.id()).output())
                .orElse(JsonNodeFactory.instance.objectNode());
    }

    private static List<StepCost> costs(RunFold child) {
        return Costs.ofChild(Costs.parse(JsonNodeFactory.instance.arrayNode().addAll(child.costs())));
    }

    private RunSpecification specification(WorkflowStep step, String childId) {
        RunSpecification own = ledger.specification();
        if (own.depth() + 1 >= parts.settings().maxDepth()) {
            throw new StepFailedException(
                    "depth_exceeded",
                    "the run has more than " + parts.settings().maxDepth()
                            + " levels of sub-workflows (runfolio.workflow.max-depth)",
                    false);
        }
        SubWorkflow sub = step.subWorkflow();
        Template template = Optional.ofNullable(own.subWorkflows().get(SubTemplates.key(sub)))
                .orElseThrow(() -> new StepFailedException(
                        "template_missing",
                        "the specification of the run lacks the template " + sub.templateId(),
                        false));
        RunValues values = Values.of(ledger.fold());
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        sub.mapping(own.template(), template)
                .forEach((field, value) -> given.set(field, References.resolve(value, values)));
        CheckedIntake intake = CheckedIntake.of(template, given, parts.artifacts());
        if (!intake.problems().isEmpty()) {
            throw new StepFailedException(
                    "child_intake_invalid",
                    "the inputs of " + template.id() + " are invalid: " + String.join("; ", intake.problems()),
                    false);
        }
        return new RunSpecification(
                childId,
                own.caller(),
                parts.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                template,
                own.subWorkflows(),
                intake.values(),
                intake.inputs(),
                "",
                Optional.of(new ParentStep(own.runId(), step.id(), own.depth() + 1)),
                JsonNodeFactory.instance.nullNode());
    }
}

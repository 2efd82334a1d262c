package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.run.TaskMode;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Builds the event that turns a workflow run into a bundle. The same outcome gives the same bytes. */
public final class CompletedRunEvent {
    private static final Set<String> PROMPTED = Set.of("llm", "image");
    private static final String WORKFLOW = "workflow";

    private final RunOutcome outcome;
    private final Template template;
    private final EmittedArtifact artifact;

    private final String eventId;

    private CompletedRunEvent(RunOutcome outcome, String eventId) {
        this.outcome = outcome;
        this.eventId = eventId;
        this.template = outcome.template();
        this.artifact = EmittedArtifact.of(outcome);
    }

    /** Builds the event; it keeps within the default limits of events, see {@link EventFit}. */
    public static byte[] build(RunOutcome outcome) {
        return build(outcome, outcome.eventId());
    }

    /**
     * Builds the event under another identity, such as that of an artifact in the middle of a run.
     *
     * @param eventId id of the run, a colon and more
     */
    public static byte[] build(RunOutcome outcome, String eventId) {
        return EventFit.bytes(new CompletedRunEvent(outcome, eventId).document());
    }

    /** Returns why a run has no artifact although its steps have ended; empty if it has one. Such a run has failed. */
    public static Optional<String> problem(RunOutcome outcome) {
        return EmittedArtifact.of(outcome).problem();
    }

    private ObjectNode document() {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        Optional<String> model = model();
        event.put("status", status());
        event.put("model_key", model.map(CompletedRunEvent::withoutProvider).orElse(WORKFLOW));
        event.put("provider_model", model.orElse(null));
        artifact.step()
                .map(step -> step.step().capability())
                .filter(word -> TaskMode.of(word).isPresent())
                .ifPresent(word -> event.put("task_mode", word));
        event.put("slug", template.id());
        event.put("created_at", outcome.endedAt().toString());
        event.put("idempotency_key", eventId);
        event.putObject("source_context").put("source_type", WORKFLOW).put("source_user", outcome.caller());
        event.putObject("source_metadata").putObject("runfolio").set(WORKFLOW, provenance());
        prompts().ifPresent(prompts -> event.set("prompts", prompts));
        event.set("outputs", artifact.outputs());
        artifact.step()
                .map(RunOutcome.Step::request)
                .map(request -> request.path("parameters"))
                .filter(JsonNode::isObject)
                .ifPresent(parameters -> event.set("options", parameters));
        outcome.failure().ifPresent(failure -> event.putArray("errors").add(sentence(failure)));
        event.set("job", job());
        event.set("artifact", hint());
        event.set("timing", timing());
        event.set("steps", steps());
        if (!outcome.costs().isEmpty()) {
            event.set("cost", cost());
        }
        event.set("request_payload", request());
        return event;
    }

    private String status() {
        return outcome.state() == RunState.COMPLETED
                ? "succeeded"
                : outcome.state().jsonName();
    }

    private static String sentence(RunOutcome.Failure failure) {
        String step = failure.step() == null ? "" : "step " + failure.step() + ": ";
        return step + failure.message() + " (" + failure.code() + ")";
    }

    /** Returns the model of the emitting step, else that of the last step with one. */
    private Optional<String> model() {
        return artifact.step().flatMap(step -> step.requested("model")).or(() -> lastFirst().stream()
                .flatMap(step -> step.requested("model").stream())
                .findFirst());
    }

    private List<RunOutcome.Step> lastFirst() {
        List<RunOutcome.Step> steps = new ArrayList<>(outcome.steps());
        Collections.reverse(steps);
        return steps;
    }

    private static String withoutProvider(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        return name.isBlank() ? model : name;
    }

    /** Returns the prompt of the last step with a model, and the one that a person gave in the intake. */
    private Optional<ObjectNode> prompts() {
        Optional<String> used = lastFirst().stream()
                .filter(step -> PROMPTED.contains(step.step().kind()))
                .flatMap(step -> step.requested("prompt").stream())
                .findFirst();
        return used.map(text -> {
            ObjectNode prompts = JsonNodeFactory.instance.objectNode();
            prompts.put("raw", givenPrompt().orElse(text));
            prompts.put("final_used", text);
            return prompts;
        });
    }

    private Optional<String> givenPrompt() {
        return Optional.ofNullable(outcome.intake().path("prompt").textValue())
                .or(() -> Optional.ofNullable(
                        outcome.intake().path("intent").path("prompt").textValue()));
    }

    private ObjectNode job() {
        ObjectNode job = JsonNodeFactory.instance.objectNode();
        job.put("job_id", outcome.runId());
        job.put("pipeline_id", template.id());
        job.put("created_at", outcome.queuedAt().toString());
        job.put("completed_at", outcome.endedAt().toString());
        return job;
    }

    private ObjectNode hint() {
        ObjectNode hint = JsonNodeFactory.instance.objectNode();
        hint.put("artifact_class", artifact.artifactClass());
        hint.put("artifact_type", artifact.artifactType());
        hint.put("template_id", template.id());
        hint.put("template_version", template.version());
        hint.put("template_hash", template.sha256());
        hint.put("workflow_run_id", outcome.runId());
        hint.put("run_ref", eventId);
        artifact.content().ifPresent(content -> hint.set("content", content));
        outcome.sourceArtifactIds().forEach(hint.putArray("source_artifact_ids")::add);
        hint.put("source_report_artifact_id", outcome.sourceReportArtifactId().orElse(null));
        return hint;
    }

    private ObjectNode provenance() {
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.put("run_id", outcome.runId());
        run.put("state", outcome.state().jsonName());
        run.put("attempt", outcome.attempt());
        run.put("template_id", template.id());
        run.put("template_version", template.version());
        run.put("template_hash", template.sha256());
        run.put("parent_run_id", outcome.parentRunId());
        run.put("parent_step_id", outcome.parentStepId());
        outcome.childRunIds().forEach(run.putArray("child_run_ids")::add);
        ObjectNode inputs = run.putObject("inputs");
        outcome.inputs().forEach((field, supplied) -> inputs.put(field, supplied.id()));
        outcome.sourceArtifactIds().forEach(run.putArray("source_artifact_ids")::add);
        run.put("source_report_artifact_id", outcome.sourceReportArtifactId().orElse(null));
        run.set("costs", Costs.json(outcome.costs()));
        run.set("timing", timing());
        return run;
    }

    private ObjectNode timing() {
        ObjectNode timing = JsonNodeFactory.instance.objectNode();
        timing.put("queued_at", outcome.queuedAt().toString());
        timing.put("completed_at", outcome.endedAt().toString());
        timing.put("total_seconds", seconds(outcome.queuedAt(), outcome.endedAt()));
        if (outcome.startedAt() != null) {
            timing.put("started_at", outcome.startedAt().toString());
            timing.put("queue_seconds", seconds(outcome.queuedAt(), outcome.startedAt()));
            timing.put("run_seconds", seconds(outcome.startedAt(), outcome.endedAt()));
        }
        return timing;
    }

    /** Returns seconds, at least 0: two workers' clocks may differ. */
    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
    }

    private ArrayNode steps() {
        ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        for (RunOutcome.Step step : outcome.steps()) {
            ObjectNode json = steps.addObject();
            json.put("name", step.step().id());
            json.put("state", step.state().jsonName());
            if (step.state() != StepState.SKIPPED && step.startedAt() != null) {
                json.put("started_at", step.startedAt().toString());
                if (step.completedAt() != null) {
                    json.put("completed_at", step.completedAt().toString());
                    json.put("duration_seconds", seconds(step.startedAt(), step.completedAt()));
                }
            }
            step.requested("model").ifPresent(model -> json.put("model", model));
            if (step.message() != null) {
                json.put("message", step.message());
            }
        }
        return steps;
    }

    private ObjectNode cost() {
        ObjectNode cost = JsonNodeFactory.instance.objectNode();
        cost.put("amount", Costs.spent(outcome.costs()));
        cost.put("currency", Costs.CURRENCY);
        return cost;
    }

    private ObjectNode request() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("templateId", template.id());
        request.set("intake", outcome.intake());
        ObjectNode specification = request.putObject(EventFit.SPECIFICATION);
        specification.set("template", template.pinned());
        ObjectNode inputs = specification.putObject("inputs");
        outcome.inputs().forEach((field, supplied) -> inputs.set(field, reference(supplied)));
        return request;
    }

    private static ObjectNode reference(SuppliedArtifact supplied) {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        reference.put("id", supplied.id());
        reference.put("artifactClass", supplied.artifactClass());
        reference.put("artifactType", supplied.artifactType());
        reference.put("runId", supplied.runId());
        return reference;
    }
}

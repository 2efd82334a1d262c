package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One attempt of a workflow run that has ended, as its run-completed event describes it.
 *
 * @param runId id of the workflow run
 * @param attempt number of the attempt; a changed intake starts the next one
 * @param state {@code COMPLETED}, {@code FAILED} or {@code CANCELLED}
 * @param template pinned template
 * @param intake inputs with defaults
 * @param inputs supplied artifacts by field
 * @param caller name of the caller; null if unknown
 * @param parentRunId run of which this is a child; null if none
 * @param parentStepId step of the parent; null if none
 * @param queuedAt time at which the run was queued
 * @param startedAt time at which the first step started; null if none has
 * @param endedAt time at which the last step ended
 * @param steps steps in the order of the template
 * @param costs cost ledger, with the entries of child runs
 * @param failure why the run has failed; empty if it has not
 */
public record RunOutcome(
        String runId,
        int attempt,
        RunState state,
        Template template,
        JsonNode intake,
        Map<String, SuppliedArtifact> inputs,
        String caller,
        String parentRunId,
        String parentStepId,
        Instant queuedAt,
        Instant startedAt,
        Instant endedAt,
        List<Step> steps,
        List<StepCost> costs,
        Optional<Failure> failure) {

    /**
     * Step of the run.
     *
     * @param step step of the template
     * @param state state at the end
     * @param startedAt start of its last attempt; null if it has not started
     * @param completedAt end of its last attempt; null if it has not ended
     * @param request document of its last request; null if absent
     * @param slot its output; null if absent
     * @param childRunId run of its sub-workflow; null if absent
     * @param message why it failed or was skipped; null if neither
     */
    public record Step(
            WorkflowStep step,
            StepState state,
            Instant startedAt,
            Instant completedAt,
            ObjectNode request,
            ObjectNode slot,
            String childRunId,
            String message) {
        /** Returns the step with another output. */
        Step withSlot(ObjectNode other) {
            return new Step(step, state, startedAt, completedAt, request, other, childRunId, message);
        }

        /** Returns a text of the request; empty if it has none. */
        Optional<String> requested(String field) {
            return request == null
                    ? Optional.empty()
                    : Optional.ofNullable(request.path(field).textValue()).filter(text -> !text.isBlank());
        }
    }

    /**
     * Reason of a failure.
     *
     * @param code code in snake case
     * @param message reason and cure
     * @param step id of the failed step; null if none has failed
     */
    public record Failure(String code, String message, String step) {}

    public RunOutcome {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        steps = List.copyOf(steps);
        costs = List.copyOf(costs);
    }

    /** Returns the outcome with other steps. */
    RunOutcome withSteps(List<Step> others) {
        return new RunOutcome(
                runId,
                attempt,
                state,
                template,
                intake,
                inputs,
                caller,
                parentRunId,
                parentStepId,
                queuedAt,
                startedAt,
                endedAt,
                others,
                costs,
                failure);
    }

    /** Returns the ids of the source artifacts: supplied ones, then those of child runs. */
    public List<String> sourceArtifactIds() {
        return Stream.concat(
                        inputs.values().stream().map(SuppliedArtifact::id),
                        childArtifacts().map(artifact -> artifact.path("id").asText()))
                .distinct()
                .toList();
    }

    /** Returns the id of the first report that the run's artifact is made from; empty if absent. */
    public Optional<String> sourceReportArtifactId() {
        return Stream.concat(
                        inputs.values().stream()
                                .filter(input -> ArtifactClass.RESEARCH.isNamed(input.artifactClass()))
                                .map(SuppliedArtifact::id),
                        childArtifacts()
                                .filter(artifact -> ArtifactClass.RESEARCH.isNamed(
                                        artifact.path("artifactClass").asText()))
                                .map(artifact -> artifact.path("id").asText()))
                .findFirst();
    }

    private Stream<JsonNode> childArtifacts() {
        return steps.stream()
                .filter(step -> step.childRunId() != null && step.slot() != null)
                .map(step -> step.slot().path("artifact"))
                .filter(artifact -> artifact.path("id").isTextual());
    }

    /** Returns the ids of the child runs, in the order of the steps. */
    public List<String> childRunIds() {
        return steps.stream()
                .map(Step::childRunId)
                .filter(id -> id != null)
                .distinct()
                .toList();
    }

    /** Returns the identity of the run's event. After the first attempt it has the attempt's number. */
    public String eventId() {
        return eventId(runId, attempt);
    }

    /** Returns the identity of the event of an attempt. */
    public static String eventId(String runId, int attempt) {
        return attempt == 1 ? runId : runId + ":" + attempt;
    }
}

package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.run.ArtifactClass;
import io.runfolio.workflow.content.RunOutcome;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.template.EmitsArtifact;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Event that turns the output of a run, or of a step before its end, into a bundle.
 *
 * @param id identity of the event; it follows from run, attempt and step
 * @param step step that makes the artifact; null if the run makes none
 * @param outcome outcome of the run so far, from the ledger alone
 * @param codeOfRefusal code of the run's failure if the event is refused
 */
record RunEvent(String id, String step, Supplier<RunOutcome> outcome, String codeOfRefusal) {
    private static final String OUTPUT = "step-output";

    /** Returns the event that ends the present attempt. */
    static RunEvent ofEnd(RunFold run, RunState state) {
        String step = run.specification()
                .template()
                .lastEmitting()
                .map(WorkflowStep::id)
                .orElse(null);
        return new RunEvent(run.eventId(), step, () -> Outcomes.of(run, state), RunFold.RESULT_REFUSED);
    }

    /** Returns the event of a step whose output waits for a decision before the run goes on. */
    static RunEvent ofStep(RunFold run, WorkflowStep step) {
        String id = run.specification().runId() + ":" + run.attempt() + ":" + step.id();
        Template template = run.specification().template();
        EmitsArtifact emits = Optional.ofNullable(step.emitsArtifact())
                .orElseGet(() -> emits(run.step(step.id()).output()));
        return new RunEvent(
                id,
                step.id(),
                () -> Outcomes.of(run, RunState.COMPLETED, template.upTo(step.id(), emits)),
                "step_artifact_refused");
    }

    /** Returns the class of an output that names none, by its picture, clip or report. */
    private static EmitsArtifact emits(JsonNode slot) {
        ArtifactClass found = slot.has("image")
                ? ArtifactClass.VISUAL
                : slot.has("video")
                        ? ArtifactClass.VIDEO
                        : slot.has("report") ? ArtifactClass.RESEARCH : ArtifactClass.KNOWLEDGE;
        return new EmitsArtifact(found.jsonName(), OUTPUT);
    }
}

package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.content.Costs;
import io.runfolio.workflow.content.RunOutcome;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunSpecification;
import io.runfolio.workflow.run.RunSpecification.ParentStep;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StepProgress;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.WorkflowStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Outcome of a run from its ledger alone, so that each build of its event gives the same bytes. */
final class Outcomes {
    private Outcomes() {}

    static RunOutcome of(RunFold run, RunState state) {
        return of(run, state, run.specification().template());
    }

    /** @param template template of the run, or its beginning */
    static RunOutcome of(RunFold run, RunState state, Template template) {
        RunSpecification specification = run.specification();
        List<RunOutcome.Step> steps = new ArrayList<>();
        template.steps().forEach(step -> steps.add(step(step, run)));
        return new RunOutcome(
                specification.runId(),
                run.attempt(),
                state,
                template,
                run.intake(),
                run.inputs(),
                specification.caller(),
                specification.parent().map(ParentStep::runId).orElse(null),
                specification.parent().map(ParentStep::stepId).orElse(null),
                specification.queuedAt(),
                run.startedAt().orElse(null),
                EndTurn.endOf(run),
                steps,
                Costs.parse(JsonNodeFactory.instance.arrayNode().addAll(run.costs())),
                run.error().isObject()
                        ? Optional.of(new RunOutcome.Failure(
                                run.error().path("code").asText(),
                                run.error().path("message").asText(),
                                run.error().path("step").textValue()))
                        : Optional.empty());
    }

    private static RunOutcome.Step step(WorkflowStep step, RunFold run) {
        StepProgress progress = run.step(step.id());
        return new RunOutcome.Step(
                step,
                run.stateOf(progress),
                progress.startedAt().orElse(null),
                progress.completedAt().orElse(null),
                progress.request().isObject() ? (ObjectNode) progress.request() : null,
                progress.output().isObject() ? (ObjectNode) progress.output() : null,
                progress.childRunId().orElse(null),
                progress.error().path("message").textValue());
    }
}

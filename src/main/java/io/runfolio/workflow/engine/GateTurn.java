package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.Checksums;
import io.runfolio.run.ReviewStatus;
import io.runfolio.workflow.content.Budget;
import io.runfolio.workflow.content.Costs;
import io.runfolio.workflow.content.Gates;
import io.runfolio.workflow.engine.RunAdvance.Next;
import io.runfolio.workflow.run.ArtifactSource.Decision;
import io.runfolio.workflow.run.EntryTypes;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunLedger.Draft;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.step.StepCheck;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateGate;
import io.runfolio.workflow.template.WorkflowStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evaluates the gates of a run. They read checks of quality and safety, the budget, or decisions of people. */
final class GateTurn {
    private static final Duration LOOK = Duration.ofMinutes(5);

    private final WorkflowParts parts;
    private final RunLedger ledger;

    GateTurn(WorkflowParts parts, RunLedger ledger) {
        this.parts = parts;
        this.ledger = ledger;
    }

    /**
     * Evaluates the gates after a step. Those for a decision at the end come later, as they need the run's artifact.
     *
     * @return what the run does instead of its next step; empty if it may go on
     */
    Optional<Next> after(WorkflowStep step, boolean isLast) {
        RunFold run = ledger.fold();
        for (TemplateGate gate : Gates.after(run.specification().template(), step.id(), isLast)) {
            if (run.hasPassed(gate.id()) || isLast && Gates.isApproval(gate)) {
                continue;
            }
            return Optional.of(Gates.isApproval(gate) ? reviewStep(gate, step) : check(gate, step));
        }
        return Optional.empty();
    }

    /** Passes the gates that wait for a decision on the run's artifact. */
    Optional<Next> atEnd() {
        RunFold run = ledger.fold();
        Template template = run.specification().template();
        String last = template.steps().isEmpty()
                ? ""
                : template.steps().get(template.steps().size() - 1).id();
        return Gates.after(template, last, true).stream()
                .filter(gate -> Gates.isApproval(gate) && !run.hasPassed(gate.id()))
                .findFirst()
                .map(gate -> run.endArtifactId()
                        .map(artifact -> review(gate, artifact))
                        .orElseGet(() -> withoutArtifact(gate)));
    }

    private Next check(TemplateGate gate, WorkflowStep step) {
        RunFold run = ledger.fold();
        Optional<String> failure = Gates.isBudget(gate)
                ? Budget.overrun(
                        run.specification().template(),
                        Costs.parse(JsonNodeFactory.instance.arrayNode().addAll(run.costs())))
                : Gates.evaluate(gate, checks(run));
        if (failure.isEmpty()) {
            ledger.append(EntryTypes.GATE_PASSED, data(gate));
            return Next.AGAIN;
        }
        fail(gate, Gates.isBudget(gate) ? "over_budget" : "gate_failed", failure.get(), step.id(), data(gate));
        return Next.AGAIN;
    }

    private static List<StepCheck> checks(RunFold run) {
        List<StepCheck> checks = new ArrayList<>();
        run.steps().forEach(step -> step.checks()
                .forEach(check -> checks.add(new StepCheck(
                        check.path("name").asText(),
                        check.path("passed").asBoolean(),
                        check.path("score").isNumber() ? check.path("score").doubleValue() : null,
                        check.path("message").textValue()))));
        return checks;
    }

    /** Holds the run for a decision on the output of a step, which becomes an artifact if it is none yet. */
    private Next reviewStep(TemplateGate gate, WorkflowStep step) {
        RunFold run = ledger.fold();
        RunEvent event = RunEvent.ofStep(run, step);
        boolean hasArtifact = run.step(step.id()).artifactId().isPresent();
        if (!hasArtifact || run.isSubmitted(event.id())) {
            Optional<Next> bundling = new EndTurn(parts, ledger).bundle(event);
            if (bundling.isPresent()) {
                return bundling.get();
            }
        }
        return run.step(step.id())
                .artifactId()
                .map(artifact -> review(gate, artifact))
                .orElseGet(() -> withoutArtifact(gate));
    }

    private Next withoutArtifact(TemplateGate gate) {
        fail(
                gate,
                "gate_without_artifact",
                "the gate " + gate.id() + " waits for a decision on an artifact, and none was made before it",
                null,
                data(gate));
        return Next.AGAIN;
    }

    private Next review(TemplateGate gate, String artifact) {
        RunFold run = ledger.fold();
        hold(data(gate).put("artifactId", artifact));
        // before the look, so that a decision that comes later finds the run
        parts.store().requests().awaitDecision(artifact, run.specification().runId());
        Optional<Decision> decision = parts.artifacts().decision(artifact);
        if (decision.isPresent() && decide(gate, artifact, decision.get())) {
            parts.store().requests().decided(artifact);
            return Next.AGAIN;
        }
        return Next.wait(Parking.until(
                run,
                Parking.REVIEW,
                parts.clock().instant().plus(LOOK),
                "A decision on " + artifact + " is awaited (gate " + gate.id() + ")."));
    }

    /** Records that the run waits. After a kill the first of the two entries may be there alone. */
    private void hold(ObjectNode data) {
        RunFold run = ledger.fold();
        List<Draft> drafts = new ArrayList<>();
        if (!run.gate().path("gate").equals(data.path("gate"))) {
            drafts.add(new Draft(EntryTypes.GATE_WAITING, data));
        }
        if (run.state() != RunState.REVIEW) {
            drafts.add(new Draft(EntryTypes.RUN_REVIEW, data.deepCopy()));
        }
        if (!drafts.isEmpty()) {
            ledger.append(drafts);
        }
    }

    /** Applies a decision; returns false if the run goes on waiting. */
    private boolean decide(TemplateGate gate, String artifactId, Decision decision) {
        ObjectNode data = data(gate);
        data.put("artifactId", artifactId);
        data.put("by", decision.by());
        data.put("note", decision.note());
        if (ReviewStatus.APPROVED.isNamed(decision.status())) {
            ledger.append(EntryTypes.GATE_PASSED, data);
            return true;
        }
        if (ReviewStatus.REJECTED.isNamed(decision.status())) {
            String note = decision.note() == null ? "" : ": " + decision.note();
            fail(gate, "gate_rejected", "the artifact " + artifactId + " was rejected" + note, null, data);
            return true;
        }
        return decision.intake().isObject() && changeIntake(data, decision);
    }

    private boolean changeIntake(ObjectNode data, Decision decision) {
        RunFold run = ledger.fold();
        String digest = Checksums.sha256(decision.toString());
        if (run.ignoredDecision().filter(digest::equals).isPresent()) {
            return false;
        }
        JsonNode patched = MergePatch.apply(run.intake(), decision.intake());
        CheckedIntake intake = CheckedIntake.of(run.specification().template(), patched, parts.artifacts());
        if (!intake.problems().isEmpty()) {
            data.put("decision", digest);
            intake.problems().forEach(data.putArray("problems")::add);
            ledger.append(EntryTypes.GATE_IGNORED, data);
            return false;
        }
        data.put("attempt", run.attempt() + 1);
        data.put("reason", decision.note());
        data.set("intakePatch", decision.intake());
        data.set("intake", intake.values());
        data.set("inputs", io.runfolio.workflow.run.RunSpecification.inputsDocument(intake.inputs()));
        ledger.append(EntryTypes.RUN_ATTEMPT, data);
        return true;
    }

    private void fail(TemplateGate gate, String code, String message, String step, ObjectNode data) {
        data.put("message", message);
        ledger.append(EntryTypes.GATE_FAILED, data);
        new EndTurn(parts, ledger).fail(code, message, step == null ? gate.step() : step);
    }

    private static ObjectNode data(TemplateGate gate) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("gate", gate.id());
        data.put("name", gate.name());
        data.put("type", gate.type());
        return data;
    }
}

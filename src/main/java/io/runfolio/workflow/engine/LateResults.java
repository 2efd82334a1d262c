package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.SecretMask;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.StepProgress;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepAnswerReader;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Takes results of steps that wait for one, checks them and keeps them for the run. */
final class LateResults {
    private static final Set<String> NOT_ANSWERS = Set.of(StepAnswerReader.INVALID, "answer_too_large");

    private final WorkflowParts parts;
    private final LateAnswers answers;
    private final StepAnswerReader reader;

    LateResults(WorkflowParts parts) {
        this.parts = parts;
        this.answers = new LateAnswers(parts.store().layout());
        this.reader = new StepAnswerReader(parts.settings().maxAnswerBytes(), SecretMask.standard());
    }

    /** Keeps a result; an equal one that is repeated changes nothing. */
    void accept(RunFold run, String stepId, Optional<String> wanted, ObjectNode answer) {
        String runId = run.specification().runId();
        StepProgress step = Optional.ofNullable(run.step(stepId))
                .orElseThrow(() ->
                        RunStart.refused(404, "step_not_found", "The run " + runId + " has no step " + stepId + "."));
        String ticket = wanted.or(step::ticket).orElseThrow(() -> notWaiting(stepId));
        Optional<JsonNode> before = answers.find(runId, run.idempotencyKey(stepId), ticket);
        if (before.isPresent()) {
            if (!before.get().equals(answer)) {
                throw RunStart.refused(
                        409, "answer_given", "The step " + stepId + " has another result for " + ticket + " already.");
            }
            return;
        }
        boolean isWaiting = step.state() == StepState.RUNNING
                && step.ticket().filter(ticket::equals).isPresent();
        if (!isWaiting || run.state().isEnd()) {
            throw notWaiting(stepId);
        }
        check(
                answer,
                new StepFolders(parts.store().layout()).of(runId, step.folder().orElse("unknown")));
        answers.write(runId, run.idempotencyKey(stepId), ticket, answer);
    }

    /** Checks a result, with its files; their data is written once more when the run takes the result. */
    private void check(ObjectNode answer, Path folder) {
        if (answer.has("ticket")) {
            throw RunStart.refused(422, StepAnswerReader.INVALID, "ticket is not allowed in a result");
        }
        try {
            reader.read(answer, folder);
        } catch (StepFailedException e) {
            if (NOT_ANSWERS.contains(e.code())) {
                throw RunStart.refused(422, e.code(), e.getMessage());
            }
        }
    }

    private static RuntimeException notWaiting(String stepId) {
        return RunStart.refused(409, "step_not_waiting", "The step " + stepId + " waits for no such result.");
    }

    /** Returns the result for a ticket, if it has arrived. */
    Optional<StepAnswer> collect(StepRequest request, String ticket) {
        return answers.find(request.runId(), request.idempotencyKey(), ticket)
                .map(answer -> reader.read(answer, request.folder()));
    }
}

package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runfolio.workflow.form.JsonSchemas;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCheck;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.template.Reference;
import io.runfolio.workflow.template.WorkflowStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the answers of endpoints against their steps. A failed check of an {@code llm} step may be retried, as a model
 * may answer well the next time; that of another step may not.
 */
public final class AnswerChecks {
    /** Maximum number of characters of an answer's text. */
    public static final int MAX_TEXT = 1 << 26;

    private static final int MAX_CHECKS = 1_000;
    private static final String RETRYABLE_KIND = "llm";
    private static final String QA = "qa";

    private AnswerChecks() {}

    /**
     * Checks an answer whose {@code failMessage} has no references to other steps.
     *
     * @throws StepFailedException if a check fails
     */
    public static StepAnswer check(WorkflowStep step, StepAnswer answer) {
        return check(step, answer, new RunValues(JsonNodeFactory.instance.objectNode(), Map.of(), Map.of()));
    }

    /**
     * Checks an answer.
     *
     * @param values values for the references of {@code failMessage}; the answer's own slot is added
     * @return the answer, with the JSON of its text if the step expects JSON, and with the checks of a {@code qa} step
     * @throws StepFailedException if a check fails
     */
    public static StepAnswer check(WorkflowStep step, StepAnswer answer, RunValues values) {
        if (answer.text() != null && answer.text().length() > MAX_TEXT) {
            throw failed(step, "answer_too_large", "the answer has more than " + MAX_TEXT + " characters");
        }
        StepAnswer parsed = withJson(step, answer);
        if (step.jsonSchema() != null) {
            List<String> problems = JsonSchemas.problems(step.jsonSchema(), parsed.json());
            if (!problems.isEmpty()) {
                throw failed(
                        step,
                        "schema_mismatch",
                        "the JSON of the answer does not match jsonSchema: " + String.join("; ", problems));
            }
        }
        for (String path : step.requireTrue()) {
            requireTrue(step, path, parsed, values);
        }
        return step.kind().equals(QA) ? withChecks(parsed) : parsed;
    }

    private static StepAnswer withJson(WorkflowStep step, StepAnswer answer) {
        boolean needsJson = step.expectJson()
                || step.jsonSchema() != null
                || !step.requireTrue().isEmpty();
        if (!answer.json().isNull() || answer.text() == null) {
            if (needsJson && answer.json().isNull()) {
                throw failed(step, "not_json", "the answer has no JSON, and the step expects it");
            }
            return answer;
        }
        Optional<JsonNode> json =
                needsJson || step.kind().equals(QA) ? AnswerJson.find(answer.text()) : Optional.empty();
        if (needsJson && json.isEmpty()) {
            throw failed(step, "not_json", "the text of the answer is not a JSON object or list");
        }
        return json.map(found -> StepAnswer.of(answer.text(), found, answer.files(), answer.checks(), answer.costs()))
                .orElse(answer);
    }

    private static void requireTrue(WorkflowStep step, String path, StepAnswer answer, RunValues values) {
        JsonNode found = at(answer.json(), path);
        if (found.isBoolean() && found.booleanValue()) {
            return;
        }
        String what = "requireTrue: " + path + " of the answer is "
                + (found.isMissingNode() ? "absent" : found.isValueNode() ? shortened(found.asText()) : "not true");
        throw failed(step, "require_true", failMessage(step, answer, values).orElse(what));
    }

    /** Returns the value of a path in the answer's JSON; the path may begin with {@code json.}. */
    private static JsonNode at(JsonNode json, String path) {
        JsonNode own = walk(json, path);
        return own.isMissingNode() && path.startsWith("json.") ? walk(json, path.substring("json.".length())) : own;
    }

    private static JsonNode walk(JsonNode json, String path) {
        JsonNode at = json;
        Optional<Reference> reference = Reference.ofPath(path);
        for (Reference.Part part : reference.map(Reference::parts).orElse(List.of(new Reference.Part(path, -1)))) {
            at = part.isName() ? at.path(part.name()) : at.path(part.position());
        }
        return at;
    }

    /** Returns the step's message; as it is written if a reference of it cannot be resolved. */
    private static Optional<String> failMessage(WorkflowStep step, StepAnswer answer, RunValues values) {
        return Optional.ofNullable(step.failMessage()).map(message -> {
            try {
                return References.resolveText(message, values.withSlot(step.id(), StepSlots.of(answer)));
            } catch (StepFailedException e) {
                return message;
            }
        });
    }

    /** Adds the checks that the JSON of a {@code qa} step lists, if the answer has none of its own. */
    private static StepAnswer withChecks(StepAnswer answer) {
        JsonNode list = answer.json().path("checks");
        if (!answer.checks().isEmpty() || !list.isArray()) {
            return answer;
        }
        List<StepCheck> checks = new ArrayList<>();
        for (JsonNode check : list) {
            boolean isCheck =
                    check.path("name").isTextual() && check.path("passed").isBoolean();
            if (isCheck && checks.size() < MAX_CHECKS) {
                checks.add(new StepCheck(
                        check.path("name").textValue(),
                        check.path("passed").booleanValue(),
                        check.path("score").isNumber() ? check.path("score").doubleValue() : null,
                        check.path("message").textValue()));
            }
        }
        return StepAnswer.of(answer.text(), answer.json(), answer.files(), checks, answer.costs());
    }

    private static StepFailedException failed(WorkflowStep step, String code, String message) {
        return new StepFailedException(code, message, step.kind().equals(RETRYABLE_KIND));
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}

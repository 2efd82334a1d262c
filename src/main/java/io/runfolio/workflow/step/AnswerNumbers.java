package io.runfolio.workflow.step;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.TextForm;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Reads the checks and costs of an answer. */
final class AnswerNumbers {
    private static final int MAX_ENTRIES = 1_000;
    private static final double MAX_AMOUNT = 1e12;
    private static final TextForm WORD = TextForm.ofLength(1, 200);
    private static final TextForm SENTENCE = TextForm.ofLength(0, 2_000);

    private AnswerNumbers() {}

    static List<StepCheck> checks(JsonObjectReader answer) {
        return entries(answer, "checks").stream().map(AnswerNumbers::check).toList();
    }

    private static StepCheck check(JsonObjectReader check) {
        String name = check.requiredText("name", WORD);
        boolean passed =
                check.require("passed", "true or false") && check.flag("passed").orElse(false);
        Double score = number(check, "score", 1).map(BigDecimal::doubleValue).orElse(null);
        String message = check.text("message", SENTENCE).orElse(null);
        check.refuseUnread();
        return new StepCheck(name, passed, score, message);
    }

    static List<StepCost> costs(JsonObjectReader answer) {
        return entries(answer, "costs").stream().map(AnswerNumbers::cost).toList();
    }

    private static StepCost cost(JsonObjectReader cost) {
        BigDecimal actual = number(cost, "actual", MAX_AMOUNT).orElse(null);
        StepCost read = new StepCost(
                cost.text("provider", WORD).orElse(null),
                cost.text("operation", WORD).orElse("step"),
                cost.text("model", WORD).orElse(null),
                number(cost, "quantity", MAX_AMOUNT).orElse(null),
                cost.text("unit", WORD).orElse(null),
                number(cost, "unitPrice", MAX_AMOUNT).orElse(null),
                number(cost, "estimated", MAX_AMOUNT).orElse(null),
                actual,
                actual == null ? "estimated" : "reported",
                "endpoint");
        cost.refuseUnread();
        return read;
    }

    private static List<JsonObjectReader> entries(JsonObjectReader answer, String name) {
        return answer.objects(name, 0, MAX_ENTRIES, "a list of at most " + MAX_ENTRIES + " objects");
    }

    /** Returns a number from 0 to a maximum. */
    private static Optional<BigDecimal> number(JsonObjectReader object, String name, double max) {
        JsonNode value = object.value(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        // the comparison is false for NaN and infinity
        if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= max)) {
            object.refuse(
                    name,
                    "must be a number from 0 to " + BigDecimal.valueOf(max).toBigInteger());
            return Optional.empty();
        }
        return Optional.of(value.decimalValue());
    }
}

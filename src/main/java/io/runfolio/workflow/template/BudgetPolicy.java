package io.runfolio.workflow.template;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Budget of a run, in words or as an object with a limit.
 *
 * @param document value of the template: a text, which has no effect, or an object
 */
public record BudgetPolicy(@JsonValue JsonNode document) {
    /** Field of the object with the limit in US dollars. */
    public static final String MAX_COST = "maxCostUsd";

    /** Returns the maximum estimated cost of a run in US dollars; empty without a limit. */
    public Optional<BigDecimal> maxCostUsd() {
        return Optional.of(document.path(MAX_COST)).filter(JsonNode::isNumber).map(JsonNode::decimalValue);
    }

    /** Returns the policy in words; empty if it is an object. */
    public Optional<String> text() {
        return Optional.ofNullable(document.textValue());
    }
}

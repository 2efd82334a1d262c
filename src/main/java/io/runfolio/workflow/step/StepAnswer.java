package io.runfolio.workflow.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;

/**
 * Answer of an endpoint to a {@link StepRequest}.
 *
 * @param text text of the answer; null if absent
 * @param json JSON of the answer; a null node if absent
 * @param files files, all inside the work folder of the attempt
 * @param checks results of quality checks
 * @param costs what the step has cost
 * @param ticket name under which the result arrives later; null if the answer is the result
 */
public record StepAnswer(
        String text, JsonNode json, List<StepFile> files, List<StepCheck> checks, List<StepCost> costs, String ticket) {

    public StepAnswer {
        json = json == null ? NullNode.getInstance() : json;
        files = List.copyOf(files);
        checks = List.copyOf(checks);
        costs = List.copyOf(costs);
    }

    /** Creates an answer with a result. */
    public static StepAnswer of(
            String text, JsonNode json, List<StepFile> files, List<StepCheck> checks, List<StepCost> costs) {
        return new StepAnswer(text, json, files, checks, costs, null);
    }

    /**
     * Creates the answer of an endpoint whose result arrives later.
     *
     * @param ticket name under which it arrives, such as the id of an order
     */
    public static StepAnswer later(String ticket) {
        return new StepAnswer(null, null, List.of(), List.of(), List.of(), ticket);
    }

    /** Returns whether the result arrives later. */
    public boolean isLater() {
        return ticket != null;
    }
}

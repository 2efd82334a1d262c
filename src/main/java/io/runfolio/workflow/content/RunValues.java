package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values that references of a run's steps can name. The nodes are never changed.
 *
 * @param intake object of the inputs, with defaults
 * @param inputs content of supplied artifacts by field
 * @param slots outputs of the steps that have ended, by id
 */
public record RunValues(JsonNode intake, Map<String, JsonNode> inputs, Map<String, JsonNode> slots) {
    public RunValues {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    }

    /** Returns these values with the output of another step. */
    RunValues withSlot(String stepId, JsonNode slot) {
        Map<String, JsonNode> more = new LinkedHashMap<>(slots);
        more.put(stepId, slot);
        return new RunValues(intake, inputs, more);
    }
}

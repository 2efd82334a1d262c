package io.runfolio.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gate that a run passes, after a step or at its end.
 *
 * @param id unique among the gates of a template; of a gate in words its text
 * @param name display name
 * @param type {@code approval}, {@code quality}, {@code safety}, {@code budget} or another word; null for a gate in
 *     words, which has no effect
 * @param step step after which the gate is; null for the end of the run
 * @param checks names of checks of {@code qa} steps that must have passed; empty for all
 * @param inputs what the gate looks at, in words or ids
 * @param outputs what the gate gives
 * @param unlocks what may happen after the gate
 * @param extras other fields
 */
public record TemplateGate(
        String id,
        String name,
        String type,
        String step,
        List<String> checks,
        List<String> inputs,
        List<String> outputs,
        List<String> unlocks,
        Map<String, JsonNode> extras) {
    public TemplateGate {
        checks = List.copyOf(checks);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        unlocks = List.copyOf(unlocks);
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    }

    /** Returns a gate that is given as a text alone. */
    static TemplateGate inWords(String text) {
        return new TemplateGate(text, text, null, null, List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    /** Returns whether the gate has a type; a gate in words has no effect. */
    public boolean hasEffect() {
        return type != null;
    }
}

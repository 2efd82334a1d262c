package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.workflow.content.RunValues;
import io.runfolio.workflow.content.StepSlots;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.StepProgress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values that the references of a step can name. */
final class Values {
    private Values() {}

    static RunValues of(RunFold run) {
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        run.inputs().forEach((field, artifact) -> inputs.put(field, StepSlots.input(artifact)));
        Map<String, JsonNode> slots = new LinkedHashMap<>();
        run.steps().stream().filter(StepProgress::isDone).forEach(step -> slots.put(step.id(), step.output()));
        return new RunValues(run.intake(), inputs, slots);
    }
}

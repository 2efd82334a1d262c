package io.runfolio.workflow.content;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.step.StepCost;
import java.math.BigDecimal;
import java.util.List;

/**
 * Estimated cost of a run, made before its start.
 *
 * @param entries estimates of the steps that cost money
 */
public record Estimate(List<Entry> entries) {
    /**
     * Estimate of a step.
     *
     * @param step id of the step; of a sub-workflow's step {@code parent step/step}
     * @param cost the estimate; without an amount if no rate is known
     */
    public record Entry(String step, StepCost cost) {
        boolean isUnresolved() {
            return cost.estimated() == null;
        }

        /** Returns the step and its model or operation. */
        String label() {
            return step + " (" + (cost.model() == null ? cost.operation() : cost.model()) + ")";
        }
    }

    public Estimate {
        entries = List.copyOf(entries);
    }

    /** Returns the sum of the known amounts in US dollars. */
    public BigDecimal total() {
        return Costs.estimated(entries.stream().map(Entry::cost).toList());
    }

    /** Returns the steps without a known rate, each with its model. */
    public List<String> unresolved() {
        return entries.stream().filter(Entry::isUnresolved).map(Entry::label).toList();
    }

    /** Returns the estimate as JSON. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("currency", Costs.CURRENCY);
        json.put("total", total());
        ArrayNode steps = json.putArray("entries");
        entries.forEach(entry -> {
            ObjectNode step = steps.addObject().put("step", entry.step());
            step.setAll(Costs.json(entry.cost()));
        });
        unresolved().forEach(json.putArray("unresolved")::add);
        return json;
    }
}

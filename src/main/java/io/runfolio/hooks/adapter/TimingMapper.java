package io.runfolio.hooks.adapter;

import io.runfolio.hooks.adapter.AdapterSpec.ListSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maps times, steps and cost. */
final class TimingMapper {
    private static final int MAX_STEPS = 500;

    private final AdapterSpec spec;
    private final Values values;

    TimingMapper(AdapterSpec spec, Values values) {
        this.spec = spec;
        this.values = values;
    }

    /** Returns the field {@code timing}; empty without times. */
    Map<String, Object> times() {
        Map<String, Object> times = new LinkedHashMap<>();
        spec.times().forEach((name, expression) -> {
            if (name.endsWith("-seconds")) {
                values.number("times." + name, expression)
                        .ifPresent(number -> times.put(name.replace('-', '_'), number));
            } else {
                values.time("times." + name, expression).ifPresent(time -> times.put(name + "_at", time));
            }
        });
        return times;
    }

    /** Returns the field {@code steps}. */
    List<Map<String, Object>> steps() {
        List<Map<String, Object>> steps = new ArrayList<>();
        spec.steps().ifPresent(list -> list.each().all(values.scope()).stream()
                .limit(MAX_STEPS)
                .map(element -> step(list, values.of(element)))
                .filter(step -> !step.isEmpty())
                .forEach(steps::add));
        return steps;
    }

    private static Map<String, Object> step(ListSpec list, Values element) {
        Map<String, Object> step = new LinkedHashMap<>();
        for (String name : List.of("name", "state")) {
            element.text("steps." + name, list.field(name)).ifPresent(text -> step.put(name, text));
        }
        for (String name : List.of("started", "completed")) {
            element.time("steps." + name, list.field(name)).ifPresent(time -> step.put(name + "_at", time));
        }
        element.number("steps.duration-seconds", list.field("duration-seconds"))
                .ifPresent(number -> step.put("duration_seconds", number));
        for (String name : List.of("model", "message")) {
            element.text("steps." + name, list.field(name)).ifPresent(text -> step.put(name, text));
        }
        return step;
    }

    /** Returns the field {@code cost}. */
    Map<String, Object> cost() {
        Map<String, Object> cost = new LinkedHashMap<>();
        spec.cost().forEach((name, expression) -> {
            switch (name) {
                case "amount", "units" ->
                    values.number("cost." + name, expression).ifPresent(number -> cost.put(name, number));
                case "provider" ->
                    expression.first(values.scope()).filter(Values::isPresent).ifPresent(any -> cost.put(name, any));
                default -> values.text("cost." + name, expression).ifPresent(text -> cost.put(name, text));
            }
        });
        boolean figures = cost.containsKey("amount") || cost.containsKey("units") || cost.containsKey("provider");
        return figures ? cost : Map.of();
    }
}

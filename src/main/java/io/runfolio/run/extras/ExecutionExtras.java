package io.runfolio.run.extras;

import io.runfolio.run.RunExecution;
import io.runfolio.run.RunExecution.Cost;
import io.runfolio.run.RunExecution.Step;
import io.runfolio.run.RunExecution.Timing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts a run's times, steps and cost to fields of {@code source_metadata.runfolio} and back. */
public final class ExecutionExtras {
    private ExecutionExtras() {}

    /** Reads the fields {@code timing}, {@code steps} and {@code cost}. */
    public static RunExecution of(JsonMap json) {
        return new RunExecution(
                json.object("timing").isEmpty() ? null : timing(json.object("timing")),
                json.objects("steps").stream().map(ExecutionExtras::step).toList(),
                json.object("cost").isEmpty() ? null : cost(json.object("cost")));
    }

    private static Timing timing(JsonMap json) {
        return new Timing(
                json.text("created_at").orElse(null),
                json.text("queued_at").orElse(null),
                json.text("started_at").orElse(null),
                json.text("completed_at").orElse(null),
                json.number("queue_seconds").orElse(null),
                json.number("run_seconds").orElse(null),
                json.number("total_seconds").orElse(null));
    }

    private static Step step(JsonMap json) {
        return new Step(
                json.text("name").orElse(null),
                json.text("state").orElse(null),
                json.text("started_at").orElse(null),
                json.text("completed_at").orElse(null),
                json.number("duration_seconds").orElse(null),
                json.text("model").orElse(null),
                json.text("message").orElse(null));
    }

    private static Cost cost(JsonMap json) {
        return new Cost(
                json.number("amount").orElse(null),
                json.text("currency").orElse(null),
                json.number("units").orElse(null),
                json.text("unit").orElse(null),
                json.get("provider"));
    }

    /** Returns the fields that are known, with names in snake case. */
    public static Map<String, Object> toMap(RunExecution execution) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (execution.timing() != null) {
            map.put("timing", toMap(execution.timing()));
        }
        if (!execution.steps().isEmpty()) {
            List<Map<String, Object>> steps =
                    execution.steps().stream().map(ExecutionExtras::toMap).toList();
            map.put("steps", steps);
        }
        if (execution.cost() != null) {
            map.put("cost", toMap(execution.cost()));
        }
        return map;
    }

    private static Map<String, Object> toMap(Timing timing) {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "created_at", timing.createdAt());
        put(map, "queued_at", timing.queuedAt());
        put(map, "started_at", timing.startedAt());
        put(map, "completed_at", timing.completedAt());
        put(map, "queue_seconds", timing.queueSeconds());
        put(map, "run_seconds", timing.runSeconds());
        put(map, "total_seconds", timing.totalSeconds());
        return map;
    }

    private static Map<String, Object> toMap(Step step) {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "name", step.name());
        put(map, "state", step.state());
        put(map, "started_at", step.startedAt());
        put(map, "completed_at", step.completedAt());
        put(map, "duration_seconds", step.durationSeconds());
        put(map, "model", step.model());
        put(map, "message", step.message());
        return map;
    }

    private static Map<String, Object> toMap(Cost cost) {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "amount", cost.amount());
        put(map, "currency", cost.currency());
        put(map, "units", cost.units());
        put(map, "unit", cost.unit());
        put(map, "provider", cost.provider());
        return map;
    }

    private static void put(Map<String, Object> map, String name, Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}

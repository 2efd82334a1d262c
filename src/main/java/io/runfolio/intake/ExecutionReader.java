package io.runfolio.intake;

import io.runfolio.json.IsoTimestamp;
import io.runfolio.run.RunExecution;
import io.runfolio.run.extras.ExecutionExtras;
import io.runfolio.run.extras.JsonMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads times, steps and cost. These are reports about a run, so a value that cannot be used never refuses the event: a
 * warning names its field, and it is kept as unrecognised.
 */
final class ExecutionReader {
    private static final int MAX_STEPS = 1_000;
    private static final int MAX_NAMED = 20;
    private static final int MAX_NAME = 100;

    private static final Form TIME = new Form(
            value -> value instanceof String text
                    && IsoTimestamp.parse(text.strip()).isPresent(),
            "a time in ISO 8601");
    private static final Form NUMBER = new Form(
            value -> value instanceof Number number
                    && Double.isFinite(number.doubleValue())
                    && number.doubleValue() >= 0,
            "a number of 0 or more");
    private static final Form TEXT = new Form(value -> value instanceof String, "a text");
    private static final Form ANY = new Form(value -> true, "any JSON");

    private static final Map<String, Form> TIMING = Map.of(
            "created_at", TIME,
            "queued_at", TIME,
            "started_at", TIME,
            "completed_at", TIME,
            "queue_seconds", NUMBER,
            "run_seconds", NUMBER,
            "total_seconds", NUMBER);
    private static final Map<String, Form> STEP = Map.of(
            "name", TEXT,
            "state", TEXT,
            "started_at", TIME,
            "completed_at", TIME,
            "duration_seconds", NUMBER,
            "model", TEXT,
            "message", TEXT);
    private static final Map<String, Form> COST =
            Map.of("amount", NUMBER, "currency", TEXT, "units", NUMBER, "unit", TEXT, "provider", ANY);

    private final EventFields fields;
    private final List<String> warnings;
    private int problems;

    /** Form that a value must have, with the words for messages. */
    private record Form(Predicate<Object> isAllowed, String words) {}

    ExecutionReader(EventFields fields, List<String> warnings) {
        this.fields = fields;
        this.warnings = warnings;
    }

    RunExecution read() {
        Map<String, Object> usable = new LinkedHashMap<>();
        Object timing = fields.any("timing");
        if (timing != null) {
            usable.put("timing", object(timing, fields.at("timing"), TIMING));
        }
        Object steps = fields.any("steps");
        if (steps != null) {
            usable.put("steps", steps(steps, fields.at("steps")));
        }
        Object cost = fields.any("cost");
        if (cost != null) {
            usable.put("cost", object(cost, fields.at("cost"), COST));
        }
        if (problems > MAX_NAMED) {
            warnings.add((problems - MAX_NAMED) + " more values of timing, steps and cost cannot be used.");
        }
        return ExecutionExtras.of(JsonMap.of(usable));
    }

    private List<Map<String, Object>> steps(Object value, String path) {
        List<Map<String, Object>> steps = new ArrayList<>();
        if (!(value instanceof List<?> list) || list.size() > MAX_STEPS) {
            refuse(path, "a list of at most " + MAX_STEPS + " steps", value);
            return steps;
        }
        for (int i = 0; i < list.size(); i++) {
            Map<String, Object> step = object(list.get(i), path + "[" + i + "]", STEP);
            if (!step.isEmpty()) {
                steps.add(step);
            }
        }
        return steps;
    }

    private Map<String, Object> object(Object value, String path, Map<String, Form> forms) {
        Map<String, Object> usable = new LinkedHashMap<>();
        Optional<JsonMap> object = JsonMap.find(value);
        if (object.isEmpty()) {
            refuse(path, "an object", value);
            return usable;
        }
        object.get().toMap().forEach((name, field) -> {
            String at = path + "." + (name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "…" : name);
            Form form = forms.get(name);
            if (form == null) {
                fields.keep(at, field);
            } else if (field != null && form.isAllowed().test(field)) {
                usable.put(name, field);
            } else if (field != null) {
                refuse(at, form.words(), field);
            }
        });
        return usable;
    }

    private void refuse(String path, String form, Object value) {
        fields.keep(path, value);
        if (++problems <= MAX_NAMED) {
            warnings.add("`" + path + "` must be " + form + "; its value is kept in source_metadata.unrecognised.");
        }
    }
}

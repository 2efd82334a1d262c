package io.runfolio.intake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.EventOrigin;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Settings for derivatives that replace those of a run, such as {@code image_web_format} with {@code jpg}. */
public record DerivativeOverrides(Map<String, String> values) {
    public DerivativeOverrides {
        values = Map.copyOf(values);
    }

    /**
     * Returns settings with these values.
     *
     * @throws IllegalArgumentException if a key is unknown or a value is invalid; the message says what is valid
     */
    public DerivativeSettings over(DerivativeSettings base) {
        ObjectNode json = (ObjectNode) RecordMapper.tree(base);
        values.forEach((key, value) -> put(json, key, value));
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("status", "unknown").put("model_key", "none").set("derivative_settings", json);
        try {
            return new EventReader(RunfolioSettings.from(Map.of()).event(), new NoSources())
                    .read(event.toString().getBytes(StandardCharsets.UTF_8))
                    .request()
                    .derivativeSettings();
        } catch (RefusedEventException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static final class NoSources implements SourceOpener {
        @Override
        public void check(String sourcePath, String field) {
            throw new IllegalStateException("The event has no sources");
        }

        @Override
        public OpenSource open(String sourcePath, EventOrigin event) throws IOException {
            throw new IOException("The event has no sources");
        }
    }

    private static void put(ObjectNode json, String key, String value) {
        if (!json.has(key)) {
            String known = StreamSupport.stream(((Iterable<String>) json::fieldNames).spliterator(), false)
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("there is no setting " + key + ": the settings are " + known);
        }
        if (json.get(key).isInt()) {
            try {
                json.put(key, Integer.parseInt(value.strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(key + " must be a whole number, not " + value, e);
            }
        } else if (json.get(key).isBoolean()) {
            String word = value.strip().toLowerCase(Locale.ROOT);
            if (!word.equals("true") && !word.equals("false")) {
                throw new IllegalArgumentException(key + " must be true or false, not " + value);
            }
            json.put(key, word.equals("true"));
        } else {
            json.put(key, value);
        }
    }
}

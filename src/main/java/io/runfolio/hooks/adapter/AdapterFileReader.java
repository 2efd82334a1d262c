package io.runfolio.hooks.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.hooks.adapter.AdapterSpec.FileSpec;
import io.runfolio.hooks.adapter.AdapterSpec.ListSpec;
import io.runfolio.hooks.adapter.AdapterSpec.OptionsSpec;
import io.runfolio.hooks.adapter.AdapterSpec.StatusRule;
import io.runfolio.json.GatheredFieldErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.TextForm;
import io.runfolio.json.YamlDocument;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an adapter file and names every field that cannot be used. */
final class AdapterFileReader {
    /** Maximum number of bytes of a file. */
    static final int MAX_BYTES = 64 << 10;

    private static final List<String> FILE_FIELDS =
            List.of("url", "base64", "path", "mime", "kind", "filename", "role", "expires-at", "seed");
    private static final List<String> STEP_FIELDS =
            List.of("name", "state", "started", "completed", "duration-seconds", "model", "message");
    private static final List<String> TIME_FIELDS =
            List.of("created", "queued", "started", "completed", "queue-seconds", "run-seconds", "total-seconds");
    private static final List<String> COST_FIELDS = List.of("amount", "currency", "units", "unit", "provider");
    private static final List<String> TOOLS = List.of("comfyui", "automatic1111");

    private final GatheredFieldErrors errors = new GatheredFieldErrors();
    private final ExpressionReader expressions = new ExpressionReader(errors);

    private AdapterFileReader() {}

    /**
     * Reads a file's content.
     *
     * @param file name for messages
     * @throws AdapterFileException if a field cannot be used
     */
    static AdapterSpec read(String file, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new AdapterFileException(file, List.of("has more than " + (MAX_BYTES >> 10) + " KiB"));
        }
        AdapterFileReader reader = new AdapterFileReader();
        AdapterSpec spec = reader.spec(JsonObjectReader.of(document(file, bytes), "", reader.errors));
        if (!reader.errors.sentences().isEmpty()) {
            throw new AdapterFileException(file, reader.errors.sentences());
        }
        return spec;
    }

    private static JsonNode document(String file, byte[] bytes) {
        try {
            JsonNode root = YamlDocument.read(bytes, JsonLimits.DOCUMENT);
            if (root.isObject()) {
                return root;
            }
            throw new AdapterFileException(
                    file, List.of("must be a YAML mapping with description, status and outputs"));
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new AdapterFileException(file, List.of("is not YAML: there is a mistake" + where));
        } catch (IOException e) {
            throw new AdapterFileException(file, List.of("cannot be read as YAML"));
        }
    }

    private AdapterSpec spec(JsonObjectReader root) {
        AdapterSpec spec = new AdapterSpec(
                root.requiredText("description", TextForm.ofLength(1, 200)),
                root.text("documentation", TextForm.NOT_BLANK),
                expressions.paths(root, "embedded-json"),
                expressions.read(root, "document"),
                expressions.read(root, "task-id"),
                status(root),
                fields(root, AdapterSpec.TEXTS),
                options(root),
                root.object("generation").map(tool -> closed(tool, TOOLS)).orElse(Map.of()),
                files(root, "inputs"),
                files(root, "outputs"),
                expressions.duration(root, "links-live"),
                root.object("times").map(times -> closed(times, TIME_FIELDS)).orElse(Map.of()),
                root.object("steps").map(steps -> list(steps, STEP_FIELDS)),
                root.object("cost").map(cost -> closed(cost, COST_FIELDS)).orElse(Map.of()),
                expressions.read(root, "errors"),
                root.object("poll").map(new PollSpecReader(expressions, errors)::read));
        root.require("outputs", "a list");
        root.refuseUnread();
        return spec;
    }

    private List<StatusRule> status(JsonObjectReader root) {
        root.require("status", "a list of rules");
        return root.objects("status").stream().map(this::rule).toList();
    }

    private StatusRule rule(JsonObjectReader rule) {
        Expression when = expressions.read(rule, "when");
        Optional<ProviderState> state = state(rule, "state");
        Map<String, ProviderState> words = new LinkedHashMap<>();
        rule.object("map").ifPresent(map -> map.names()
                .forEach(word -> state(map, word).ifPresent(meant -> words.put(word, meant))));
        if (state.isPresent() == rule.has("map")) {
            rule.refuse("state", "must be there, or map instead of it: say what the value means");
        }
        if (rule.has("map") && !rule.has("when")) {
            rule.refuse("when", "is required with map: the path whose value is mapped");
        }
        rule.refuseUnread();
        return new StatusRule(when, words, state);
    }

    private static Optional<ProviderState> state(JsonObjectReader object, String name) {
        return object.text(name, TextForm.oneOf(ProviderState.words())).flatMap(ProviderState::of);
    }

    private OptionsSpec options(JsonObjectReader root) {
        if (root.value("options").isObject()) {
            JsonObjectReader object = root.object("options").orElseThrow();
            OptionsSpec spec = new OptionsSpec(expressions.read(object, "from"), object.texts("omit"));
            object.refuseUnread();
            return spec;
        }
        return new OptionsSpec(expressions.read(root, "options"), List.of());
    }

    private List<FileSpec> files(JsonObjectReader root, String name) {
        return root.objects(name).stream().map(this::file).toList();
    }

    private FileSpec file(JsonObjectReader file) {
        Expression seeds = expressions.read(file, "seeds");
        Expression first = expressions.read(file, "first");
        ListSpec list = list(file, FILE_FIELDS);
        if (!file.has("url") && !file.has("base64") && !file.has("path")) {
            file.refuse("url", "is required, or base64 or path instead of it");
        }
        return new FileSpec(list, seeds, first);
    }

    private ListSpec list(JsonObjectReader object, List<String> names) {
        object.require("each", "a path to the elements");
        Expression each = expressions.read(object, "each");
        return new ListSpec(each, closed(object, names));
    }

    private Map<String, Expression> closed(JsonObjectReader object, List<String> names) {
        Map<String, Expression> fields = fields(object, names);
        object.refuseUnread();
        return fields;
    }

    private Map<String, Expression> fields(JsonObjectReader object, List<String> names) {
        Map<String, Expression> fields = new LinkedHashMap<>();
        for (String name : names) {
            Expression expression = expressions.read(object, name);
            if (!expression.isNone()) {
                fields.put(name, expression);
            }
        }
        return fields;
    }
}

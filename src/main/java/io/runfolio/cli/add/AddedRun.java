package io.runfolio.cli.add;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.api.ApiJson;
import io.runfolio.files.Checksums;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A run that is described by files and words.
 *
 * @param outputs files that the run has made
 * @param inputs files that the run was made from
 * @param words what the user says; it precedes the embedded data
 */
public record AddedRun(List<AddedFile> outputs, List<AddedFile> inputs, Words words) {
    private static final String UNKNOWN_MODEL = "unknown";
    private static final List<String> OPTIONS =
            List.of("seed", "negative_prompt", "steps", "cfg_scale", "sampler", "width", "height");

    /** Words of the user; absent ones are null or empty. */
    public record Words(String prompt, String model, Long seed, List<String> tags, String project) {}

    /** Returns all files, inputs first. */
    public List<AddedFile> files() {
        return Stream.concat(inputs.stream(), outputs.stream()).toList();
    }

    /**
     * Returns the event.
     *
     * @param sourcePath gives the {@code source_path} of a file
     */
    public ObjectNode event(Function<AddedFile, String> sourcePath) {
        ObjectNode event = described();
        assets(event.putArray("inputs"), inputs, "reference", sourcePath);
        assets(event.putArray("outputs"), outputs, "output", sourcePath);
        event.put("idempotency_key", key());
        return event;
    }

    /** Returns the identity: the same files with the same words are the same event, wherever the files are. */
    public String key() {
        ObjectNode event = described();
        assets(event.putArray("inputs"), inputs, "reference", AddedFile::sha256);
        assets(event.putArray("outputs"), outputs, "output", AddedFile::sha256);
        return "add-" + Checksums.sha256(ApiJson.canonical(event)).substring(0, 32);
    }

    private ObjectNode described() {
        ObjectNode event = ApiJson.mapper().createObjectNode();
        event.put("status", "succeeded");
        event.put(
                "model_key",
                Optional.ofNullable(words.model()).or(() -> embedded("model")).orElse(UNKNOWN_MODEL));
        Optional.ofNullable(words.prompt()).or(() -> embedded("prompt")).ifPresent(prompt -> event.putObject("prompts")
                .put("raw", prompt));
        ObjectNode options = ApiJson.mapper().createObjectNode();
        firstWithData().ifPresent(data -> OPTIONS.stream()
                .filter(data::containsKey)
                .forEach(name -> options.set(name, ApiJson.mapper().<JsonNode>valueToTree(data.get(name)))));
        if (words.seed() != null) {
            options.put("seed", words.seed());
        }
        if (!options.isEmpty()) {
            event.set("options", options);
        }
        if (!words.tags().isEmpty()) {
            words.tags().forEach(event.putArray("tags")::add);
        }
        ObjectNode context = event.putObject("source_context").put("source_type", "command_line");
        if (words.project() != null) {
            context.put("project_name", words.project());
        }
        return event;
    }

    private Optional<String> embedded(String key) {
        return outputs.stream().flatMap(file -> file.text(key).stream()).findFirst();
    }

    private Optional<Map<String, Object>> firstWithData() {
        return outputs.stream()
                .map(AddedFile::generation)
                .filter(data -> !data.isEmpty())
                .findFirst();
    }

    private static void assets(
            ArrayNode list, List<AddedFile> files, String role, Function<AddedFile, String> sourcePath) {
        for (AddedFile file : files) {
            list.addObject()
                    .put("kind", file.kind().jsonName())
                    .put("source_path", sourcePath.apply(file))
                    .put("role", role)
                    .put("original_filename", file.name())
                    .put("expected_sha256", file.sha256());
        }
    }
}

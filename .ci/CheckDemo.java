import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks what the demo wrote against the samples, with plain JSON and none of the project's own code. */
public class CheckDemo {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> RUN_KEYS = List.of(
            "run_id", "created_at", "status", "model_key", "provider_model", "task_mode", "run_dir", "source_metadata",
            "source_context", "prompts", "inputs", "outputs", "options", "defaults", "provider_trace", "warnings",
            "errors", "tags", "notes", "derivative_settings", "manifest_path", "notes_path", "request_path", "logs");
    private static final List<String> INDEX_KEYS = List.of(
            "run_id", "created_at", "status", "model_key", "task_mode", "tags", "prompt_summary", "hero_original",
            "hero_output", "hero_web", "hero_thumb", "input_count", "output_count", "has_video", "has_image",
            "duration_seconds", "run_path");

    private static int checks;

    public static void main(String[] arguments) throws Exception {
        Path demo = Path.of(arguments[0]);
        Path samples = Path.of(arguments[1]);
        Path outputs = demo.resolve("outputs");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(outputs.resolve("index.jsonl"))) {
            lines.add(JSON.readTree(line));
        }
        int events = list(samples.resolve("events")).size();
        demand(lines.size() == events, events + " events have " + lines.size() + " index lines");
        demand(list(demo.resolve("inbox/.done")).size() == events, "every event is done");
        Set<String> states = new HashSet<>();
        boolean clip = false;
        boolean failedRun = false;
        for (JsonNode line : lines) {
            demand(keys(line).equals(INDEX_KEYS), "index keys: " + keys(line));
            Path bundle = outputs.resolve(line.get("run_path").asText());
            JsonNode run = JSON.readTree(bundle.resolve("run.json").toFile());
            demand(keys(run).equals(RUN_KEYS), "run.json keys: " + keys(run));
            for (String name : List.of("manifest.json", "notes.md", "inputs", "original", "web", "thumb", "logs")) {
                demand(Files.exists(bundle.resolve(name)), bundle + " has " + name);
            }
            failedRun |= run.get("status").asText().equals("failed") && run.get("outputs").isEmpty();
            for (String list : List.of("inputs", "outputs")) {
                for (JsonNode asset : run.get(list)) {
                    states.add(check(bundle, samples, asset));
                }
            }
            for (JsonNode asset : run.get("outputs")) {
                clip |= asset.get("kind").asText().equals("video")
                        && asset.at("/metadata/runfolio/state").asText().equals("ready")
                        && !asset.get("web_path").isNull()
                        && !asset.get("poster_path").isNull();
            }
        }
        demand(states.contains("ready"), "some files are ready");
        demand(states.contains("failed") || states.contains("unsupported"), "the corrupt file says so");
        demand(clip, "the clip has a web derivative and a poster");
        demand(failedRun, "the failed run has a bundle");
        System.out.println(checks + " checks passed on " + lines.size() + " runs");
    }

    private static String check(Path bundle, Path samples, JsonNode asset) throws Exception {
        Path original = bundle.resolve(asset.get("relative_path").asText());
        Path source = samples.resolve(asset.get("source_path").asText());
        demand(sha256(original).equals(sha256(source)), original + " is byte-identical to " + source);
        demand(sha256(original).equals(asset.get("sha256").asText()), original + " has the recorded checksum");
        for (JsonNode derivative : asset.get("derivatives")) {
            Path file = bundle.resolve(derivative.get("relative_path").asText());
            demand(Files.size(file) == derivative.get("bytes").asLong(), file + " has the recorded size");
            demand(sha256(file).equals(derivative.get("sha256").asText()), file + " has the recorded checksum");
        }
        return asset.at("/metadata/runfolio/state").asText();
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static List<Path> list(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static void demand(boolean holds, String what) {
        checks++;
        if (!holds) {
            System.err.println("NOT SO: " + what);
            System.exit(1);
        }
    }
}

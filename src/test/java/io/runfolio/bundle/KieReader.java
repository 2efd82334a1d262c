package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads bundles as strictly as kie does, without any code of Runfolio.
 *
 * <p>It knows {@code run.json}, {@code manifest.json}, {@code notes.md} and the index, forbids every other field in
 * them, and ignores every other file.
 *
 * <p>Types: {@code s} text, {@code i} whole number, {@code n} number, {@code b} flag, {@code {}} free map, other words
 * are records; {@code ?} may be null, {@code []} a list.
 */
public final class KieReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASK_MODES = "text_to_image|image_edit|text_to_video|image_to_video|motion_control";

    private static final Map<String, Map<String, String>> RECORDS = Map.of(
            "run",
            fields("run_id=s created_at=s status=s model_key=s provider_model=s? task_mode=task_mode? run_dir=s"
                    + " source_metadata={} source_context=context prompts=prompts inputs=asset[] outputs=asset[]"
                    + " options={} defaults={}[] provider_trace=trace warnings=s[] errors=s[] tags=s[] notes=s?"
                    + " derivative_settings=settings manifest_path=s notes_path=s request_path=s? logs={}"),
            "context",
            fields("source_type=s? source_user=s? source_channel=s? source_agent=s? project_name=s? notes=s?"
                    + " metadata={}"),
            "prompts",
            fields("raw=s? enhanced=s? final_used=s? prompt_profile=s? raw_path=s? enhanced_path=s?"),
            "asset",
            fields("kind=kind role=s relative_path=s original_path=s original_filename=s source_path=s source_url=s?"
                    + " mime_type=s? width=i? height=i? duration_seconds=n? bytes=i? bytes_original=i? sha256=s?"
                    + " codec_name=s? web_path=s? thumb_path=s? poster_path=s? bytes_web=i? bytes_thumb=i?"
                    + " bytes_poster=i? derivatives=derivative[] metadata={}"),
            "derivative",
            fields("kind=derivative_kind relative_path=s mime_type=s width=i? height=i? duration_seconds=n? bytes=i"
                    + " sha256=s? codec_name=s? metadata={}"),
            "trace",
            fields("task_id=s? request_path=s? submit_payload_path=s? submit_response_path=s? final_status_path=s?"
                    + " metadata={}"),
            "settings",
            fields("image_web_max_dimension=i image_web_format=s image_web_quality=i image_thumb_max_dimension=i"
                    + " image_thumb_format=s image_thumb_quality=i video_web_max_width=i video_poster_width=i"
                    + " video_poster_format=s allow_upscale=b enable_sha256=b"),
            "manifest",
            fields("run_id=s created_at=s status=s model_key=s task_mode=task_mode? hero_original=s?"
                    + " hero_output_path=s? hero_web=s? thumbnail_path=s? hero_thumb=s? prompt_summary=s? tags=s[]"
                    + " input_count=i output_count=i has_video=b has_image=b duration_seconds=n? run_folder=s"),
            "index",
            fields("run_id=s created_at=s status=s model_key=s task_mode=task_mode? tags=s[] prompt_summary=s?"
                    + " hero_original=s? hero_output=s? hero_web=s? hero_thumb=s? input_count=i output_count=i"
                    + " has_video=b has_image=b duration_seconds=n? run_path=s"));
    private static final Map<String, String> WORDS = Map.of(
            "task_mode", TASK_MODES, "kind", "image|video|audio|text|other", "derivative_kind", "web|thumb|poster");

    private KieReader() {}

    /**
     * Records and notes of a bundle.
     *
     * @param run the record
     * @param manifest its summary
     * @param notes content of {@code notes.md}
     */
    public record Bundle(JsonNode run, JsonNode manifest, String notes) {

        /** Returns the paths of original and derivatives of the outputs, relative to the bundle. */
        public List<String> paths() {
            List<String> paths = new ArrayList<>();
            for (JsonNode output : run.get("outputs")) {
                for (String field : List.of("relative_path", "web_path", "thumb_path", "poster_path")) {
                    Stream.of(output.get(field)).filter(JsonNode::isTextual).forEach(path -> paths.add(path.asText()));
                }
            }
            return paths;
        }
    }

    /** Reads a bundle. */
    public static Bundle read(Path folder) throws IOException {
        JsonNode run = record("run", Files.readString(folder.resolve("run.json"), StandardCharsets.UTF_8));
        JsonNode manifest = record("manifest", Files.readString(folder.resolve("manifest.json")));
        assertThat(run.get("run_id").asText()).isEqualTo(folder.getFileName().toString());
        return new Bundle(run, manifest, Files.readString(folder.resolve("notes.md"), StandardCharsets.UTF_8));
    }

    /** Reads an index. */
    public static List<JsonNode> index(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(record("index", line));
        }
        return lines;
    }

    /** Returns the index line that a rebuild of the index makes of a manifest. */
    public static JsonNode indexed(JsonNode manifest) {
        Map<String, JsonNode> line = new LinkedHashMap<>();
        RECORDS.get("index")
                .keySet()
                .forEach(field -> line.put(
                        field,
                        manifest.get(
                                switch (field) {
                                    case "hero_output" -> "hero_output_path";
                                    case "run_path" -> "run_folder";
                                    default -> field;
                                })));
        return JSON.valueToTree(line);
    }

    private static JsonNode record(String type, String json) throws IOException {
        JsonNode record = JSON.readTree(json);
        check(type, record, type);
        return record;
    }

    private static void check(String type, JsonNode value, String where) {
        if (type.endsWith("[]")) {
            assertThat(value.isArray()).as(where).isTrue();
            for (int i = 0; i < value.size(); i++) {
                check(type.substring(0, type.length() - 2), value.get(i), where + "[" + i + "]");
            }
        } else if (type.endsWith("?")) {
            if (!value.isNull()) {
                check(type.substring(0, type.length() - 1), value, where);
            }
        } else if (RECORDS.containsKey(type)) {
            Map<String, String> fields = RECORDS.get(type);
            List<String> names = new ArrayList<>();
            value.fieldNames().forEachRemaining(names::add);
            assertThat(names).as(where).containsExactlyElementsOf(fields.keySet());
            fields.forEach((name, form) -> check(form, value.get(name), where + "." + name));
        } else if (WORDS.containsKey(type)) {
            assertThat(WORDS.get(type).split("\\|")).as(where).contains(value.asText());
        } else {
            assertThat(isSimple(type, value))
                    .as("%s is %s: %s", where, type, value)
                    .isTrue();
        }
    }

    private static boolean isSimple(String type, JsonNode value) {
        return switch (type) {
            case "s" -> value.isTextual();
            case "i" -> value.isIntegralNumber();
            case "n" -> value.isNumber();
            case "b" -> value.isBoolean();
            case "{}" -> value.isObject();
            default -> throw new AssertionError(type + " is no type");
        };
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split(" ")) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], parts[1]);
        }
        return fields;
    }
}

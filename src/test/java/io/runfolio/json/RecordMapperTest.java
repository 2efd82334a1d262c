package io.runfolio.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.TaskMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordMapperTest {
    @Test
    void unknown_fields_and_words_are_ignored() {
        RunArtifact run = RecordMapper.read(
                bytes(
                        """
                        {"run_id": "r", "task_mode": "reference_to_video", "privacy": {"mode": "redacted"},
                         "outputs": [{"kind": "hologram", "duration_seconds": 2, "derivatives": [{"kind": "x"}]}]}
                        """),
                RunArtifact.class);
        assertThat(run.runId()).isEqualTo("r");
        assertThat(run.taskMode()).isNull();
        assertThat(run.outputs().get(0).kind().jsonName()).isEqualTo("other");
        assertThat(run.outputs().get(0).durationSeconds()).isEqualTo(2.0);
        assertThat(run.prompts().raw()).isNull();
        assertThat(run.derivativeSettings().imageWebMaxDimension()).isEqualTo(1600);
    }

    @Test
    void written_records_are_read_back() {
        RunIndexEntry entry = new RunIndexEntry(
                "r",
                "2026-03-26T21:45:12+00:00",
                "succeeded",
                "m",
                TaskMode.IMAGE_EDIT,
                java.util.List.of("a"),
                "é",
                null,
                null,
                null,
                null,
                1,
                2,
                false,
                true,
                0.1,
                "d/r");
        String line = RecordMapper.line(entry);
        assertThat(line)
                .isEqualTo(
                        "{\"run_id\": \"r\", \"created_at\": \"2026-03-26T21:45:12+00:00\", \"status\": \"succeeded\","
                                + " \"model_key\": \"m\", \"task_mode\": \"image_edit\", \"tags\": [\"a\"],"
                                + " \"prompt_summary\": \"\\u00e9\", \"hero_original\": null, \"hero_output\": null,"
                                + " \"hero_web\": null, \"hero_thumb\": null, \"input_count\": 1, \"output_count\": 2,"
                                + " \"has_video\": false, \"has_image\": true, \"duration_seconds\": 0.1,"
                                + " \"run_path\": \"d/r\"}");
        assertThat(RecordMapper.read(bytes(line), RunIndexEntry.class)).isEqualTo(entry);
    }

    @Test
    void a_file_that_is_missing_or_no_record_is_said_to_be_unreadable(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> RecordMapper.read(folder.resolve("run.json"), RunArtifact.class))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("run.json");
        for (String text : new String[] {"", "{", "null", "[]", "{} {}", "\u0000\u0000"}) {
            Path file = Files.writeString(folder.resolve("x.json"), text);
            assertThatThrownBy(() -> RecordMapper.read(file, RunArtifact.class))
                    .as("<%s>", text)
                    .isInstanceOf(UnreadableRecordException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The expected text is that of Python's {@code json.dumps}. */
    @Test
    void events_in_memory_have_one_form_however_they_are_written() throws IOException {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("model_key", "caf\u00e9");
        event.put("options", Map.of("scale", Double.NaN));
        event.put("tags", List.of("a", "b"));

        assertThat(RecordMapper.eventMapper().writeValueAsString(event))
                .isEqualTo("{\"model_key\": \"caf\\u00e9\", \"options\": {\"scale\": NaN}, \"tags\": [\"a\", \"b\"]}")
                .isEqualTo(RecordMapper.event(event));
    }
}

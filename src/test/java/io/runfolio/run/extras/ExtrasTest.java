package io.runfolio.run.extras;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Job;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunExecution;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExtrasTest {
    @Test
    void extras_of_a_run_come_first_and_keep_what_the_event_has_under_our_key() {
        Map<String, Object> theirs = new LinkedHashMap<>();
        theirs.put("runfolio", Map.of("event_id", "forged", "task_mode", "inpaint"));
        theirs.put("batch", 7);
        RunExtras extras =
                new RunExtras(Optional.of("e1"), Optional.of("d1"), 2, Optional.empty(), RunExecution.NONE, List.of());

        Map<String, Object> metadata = extras.addTo(theirs, Map.of("engine", "none"));

        assertThat(RecordMapper.line(metadata))
                .isEqualTo("{\"batch\": 7, \"runfolio\": {\"event_id\": \"e1\", \"event_digest\": \"d1\","
                        + " \"format_version\": 2, \"engine\": \"none\", \"task_mode\": \"inpaint\"}}");
    }

    @Test
    void extras_of_a_run_survive_a_round_trip_through_json() {
        Job job = new Job("job-1", "pipe", null, null, 20, null, null, "group");
        RunExtras extras =
                new RunExtras(Optional.of("e1"), Optional.of("d1"), 2, Optional.of(job), RunExecution.NONE, List.of());

        Map<String, Object> document = Map.of("run_id", "r", "source_metadata", extras.addTo(Map.of(), Map.of()));

        assertThat(RunExtras.of(run(RecordMapper.line(document)))).isEqualTo(extras);
    }

    @Test
    void extras_of_the_wrong_shape_read_as_absent() {
        for (String foreign :
                List.of("null", "7", "[]", "{\"event_id\": 7, \"job\": [], \"order\": {\"references\": 1}}")) {
            RunExtras extras = RunExtras.of(run("{\"source_metadata\": {\"runfolio\": " + foreign + "}}"));

            assertThat(extras.eventId()).isEmpty();
            assertThat(extras.job()).isEmpty();
            assertThat(extras.orderReferences()).isEmpty();
        }
    }

    @Test
    void references_of_an_order_need_an_artifact_id() {
        RunExtras extras = RunExtras.of(run("{\"source_metadata\": {\"runfolio\": {\"order\": {\"references\": ["
                + "{\"artifact_id\": \"artifact-1\", \"artifact_class\": \"research\"}, "
                + "{\"artifact_class\": \"visual\"}, 1]}}}}"));

        assertThat(extras.orderReferences()).containsExactly(new RunExtras.OrderReference("artifact-1", "research"));
    }

    @Test
    void a_placeholder_survives_a_round_trip_and_a_malformed_one_is_absent() {
        AssetPlaceholder placeholder = new AssetPlaceholder(Optional.of("3puGGow3eIew"), Optional.of("#1040a0"));
        String written = RecordMapper.line(Map.of("placeholder", placeholder.json()));
        assertThat(AssetExtras.of(asset("{\"metadata\": {\"runfolio\": " + written + "}}"))
                        .placeholder())
                .contains(placeholder);

        String hostile = "{\"placeholder\": {\"thumb_hash\": \"<img>\", \"dominant_color\": \"red;x:url(//x)\"}}";
        assertThat(AssetExtras.of(asset("{\"metadata\": {\"runfolio\": " + hostile + "}}"))
                        .placeholder())
                .isEmpty();
    }

    @Test
    void an_event_cannot_claim_what_only_runfolio_makes() {
        Map<String, Object> claimed = new LinkedHashMap<>();
        claimed.put("renditions", List.of());
        claimed.put("placeholder", Map.of("dominant_color", "#000000"));
        claimed.put("mine", 1);
        AssetExtras.removeMade(claimed);
        assertThat(claimed).containsOnlyKeys("mine");
    }

    @Test
    void extras_of_an_asset_are_typed() {
        AssetExtras extras = AssetExtras.of(asset("{\"metadata\": {\"runfolio\": {\"state\": \"failed\","
                + " \"code\": \"corrupt\", \"tags\": [\"a\", 1], \"seconds\": 1.5, "
                + "\"truncated\": true, \"animated\": \"yes\"}}}"));

        assertThat(extras.state()).contains("failed");
        assertThat(extras.code()).contains("corrupt");
        assertThat(extras.reason()).isEmpty();
        assertThat(extras.tags()).containsExactly("a", "1");
        assertThat(extras.seconds()).isEqualTo(1.5);
        assertThat(extras.isTruncated()).isTrue();
        assertThat(extras.isAnimated()).isFalse();
        assertThat(extras.generation().isEmpty()).isTrue();
    }

    @Test
    void an_asset_of_another_program_has_no_extras() {
        assertThat(AssetExtras.find(asset("{\"metadata\": {\"state\": \"ready\"}}")))
                .isEmpty();
    }

    private static RunArtifact run(String json) {
        return RecordMapper.read(json.getBytes(StandardCharsets.UTF_8), RunArtifact.class);
    }

    private static AssetRecord asset(String json) {
        return RecordMapper.read(json.getBytes(StandardCharsets.UTF_8), AssetRecord.class);
    }
}

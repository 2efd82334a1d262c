package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.cli.RunfolioCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal files, pictures that were encoded again, and similar ones: over HTTP and by the command. */
class DuplicatesIT {
    /** Names of the outputs, in the order of their positions. */
    private static final List<String> NAMES =
            List.of("first.png", "same.png", "encoded.jpg", "half.png", "similar.png", "wide.png", "notes.txt");

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static JsonNode artifacts;

    @BeforeAll
    static void bundle() throws Exception {
        api = new LiveApi(folder);
        Path first = api.testWorkspace.writePicture("first.png", 480, 360, 1);
        Files.copy(first, api.testWorkspace.media.resolve("same.png"));
        api.testWorkspace.writePicture("encoded.jpg", 480, 360, 1);
        api.testWorkspace.writePicture("half.png", 240, 180, 1);
        api.testWorkspace.writePicture("similar.png", 480, 360, 2);
        api.testWorkspace.writePicture("wide.png", 960, 360, 1);
        Files.writeString(api.testWorkspace.media.resolve("notes.txt"), "notes");
        StringBuilder outputs = new StringBuilder();
        for (String name : NAMES) {
            outputs.append(outputs.isEmpty() ? "" : ",")
                    .append("{\"kind\": \"")
                    .append(name.endsWith(".txt") ? "text" : "image")
                    .append("\", \"role\": \"output\", \"source_path\": \"media/")
                    .append(name)
                    .append("\"}");
        }
        api.bundle("all", "{\"status\": \"succeeded\", \"model_key\": \"m\", \"outputs\": [" + outputs + "]}", 1);
        artifacts = api.json("/v1/runs").at("/items/0/artifacts");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void the_same_file_the_same_picture_and_a_similar_one_are_three_answers() {
        JsonNode found = api.json("/v1/artifacts/" + id("first.png") + "/duplicates");

        assertThat(ids(found.get("exact"))).containsExactly(id("same.png"));
        assertThat(found.at("/exact/0/distance").isNull()).isTrue();
        assertThat(ids(found.get("reencoded"))).containsExactlyInAnyOrder(id("encoded.jpg"), id("half.png"));
        assertThat(ids(found.get("alike"))).containsExactlyInAnyOrder(id("similar.png"), id("wide.png"));
        assertThat(found.at("/alike/0/distance/color").isInt()).isTrue();
        assertThat(found.get("compared").asInt()).isEqualTo(6);
        assertThat(found.get("complete").asBoolean()).isTrue();
    }

    @Test
    void a_file_without_a_picture_is_compared_by_its_checksum_only() {
        JsonNode found = api.json("/v1/artifacts/" + id("notes.txt") + "/duplicates");

        assertThat(found.get("exact")).isEmpty();
        assertThat(found.get("compared").asInt()).isZero();
    }

    @Test
    void a_group_has_at_most_as_many_artifacts_as_the_limit() {
        JsonNode found = api.json("/v1/artifacts/" + id("first.png") + "/duplicates?limit=1");

        assertThat(found.get("reencoded")).hasSize(1);
        assertThat(found.get("complete").asBoolean()).isFalse();
        assertThat(api.get("/v1/artifacts/" + id("first.png") + "/duplicates?limit=0")
                        .statusCode())
                .isEqualTo(422);
        assertThat(api.get("/v1/artifacts/artifact-0000000000000000/duplicates").statusCode())
                .isEqualTo(404);
    }

    @Test
    void an_event_cannot_claim_a_perceptual_hash() throws Exception {
        Files.writeString(api.testWorkspace.media.resolve("claimed.txt"), "claimed");
        api.bundle(
                "claimed",
                """
                {"status": "succeeded", "model_key": "claim", "outputs": [{"kind": "text", "role": "output",
                 "source_path": "media/claimed.txt", "metadata": {"runfolio": {"perceptual_hash": {"version": 1,
                 "structure": "0000000000000000", "colors": "%s"}}}}]}"""
                        .formatted("A".repeat(256)),
                2);
        String id =
                api.json("/v1/runs?model=claim").at("/items/0/artifacts/0/id").asText();

        assertThat(api.json("/v1/artifacts/" + id + "/duplicates")
                        .get("compared")
                        .asInt())
                .isZero();
    }

    @Test
    void the_command_prints_the_three_groups() {
        String text = run("duplicates", id("first.png"));

        assertThat(text)
                .containsPattern("exact +" + id("same.png"))
                .containsPattern("reencoded +" + id("half.png"))
                .containsPattern("alike +" + id("similar.png"))
                .contains("1 exact, 2 reencoded, 2 alike; 6 pictures compared.");
        assertThat(run("duplicates", id("first.png"), "--json")).contains("\"reencoded\" : [ {");
    }

    private static String run(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--outputs", api.testWorkspace.outputs.toString()));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(RunfolioCommand.execute(command.toArray(String[]::new))).isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String id(String name) {
        return artifacts.get(NAMES.indexOf(name)).get("id").asText();
    }

    private static List<String> ids(JsonNode matches) {
        List<String> ids = new ArrayList<>();
        matches.forEach(match -> ids.add(match.at("/artifact/id").asText()));
        return ids;
    }
}

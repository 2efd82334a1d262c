package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs with seeds of their own: record, filter, comparison and export use the same value. */
class OutputSeedIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SEEDS = List.of("111", "222", "333", "1");

    @TempDir
    static Path folder;

    private static LiveApi api;
    private static JsonNode artifacts;

    @BeforeAll
    static void bundle() throws Exception {
        api = new LiveApi(folder);
        tell(
                "a.png",
                1,
                "a fox\nNegative prompt: blur\nSteps: 30, Sampler: Euler a, CFG scale: 7.5, Seed: 111, Size: 64x48,"
                        + " Model: sdxl");
        tell("b.png", 2, "a wolf\nSteps: 20, Sampler: DDIM, CFG scale: 4, Seed: 222, Size: 64x48, Model: sdxl");
        api.testWorkspace.writePicture("c.png", 64, 48, 3);
        api.testWorkspace.writePicture("d.png", 64, 48, 4);
        api.bundle(
                "seeds",
                """
                {"status": "succeeded", "model_key": "m", "prompts": {"raw": "an animal"},
                 "options": {"seed": 1, "steps": 9, "guidance_scale": 3, "tiling": true}, "outputs": [
                  {"kind": "image", "source_path": "media/a.png", "role": "output"},
                  {"kind": "image", "source_path": "media/b.png", "role": "output"},
                  {"kind": "image", "source_path": "media/c.png", "role": "output", "metadata": {"seed": 333}},
                  {"kind": "image", "source_path": "media/d.png", "role": "output"}]}""",
                1);
        artifacts = api.json("/v1/runs").at("/items/0/artifacts");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** Writes an image with the text chunk that AUTOMATIC1111 writes to PNG. */
    private static void tell(String name, int seed, String parameters) throws IOException {
        byte[] png = Files.readAllBytes(api.testWorkspace.writePicture(name, 64, 48, seed));
        byte[] body = ("tEXtparameters\0" + parameters).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(body);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out);
        data.write(png, 0, 33); // signature and IHDR
        data.writeInt(body.length - 4);
        data.write(body);
        data.writeInt((int) crc.getValue());
        data.write(png, 33, png.length - 33);
        Files.write(api.testWorkspace.media.resolve(name), out.toByteArray());
    }

    private static String id(int position) {
        return artifacts.get(position).get("id").asText();
    }

    @Test
    void a_record_has_the_facts_of_the_output_else_of_the_run() {
        for (int i = 0; i < 4; i++) {
            JsonNode record = api.json("/v1/artifacts/" + id(i));
            assertThat(record.at("/facts/seed").asText()).isEqualTo(SEEDS.get(i));
            assertThat(artifacts.get(i).get("facts")).isEqualTo(record.get("facts"));
        }
        JsonNode facts = artifacts.at("/0/facts");
        assertThat(facts.get("steps").asInt()).isEqualTo(30);
        assertThat(facts.get("guidance").asDouble()).isEqualTo(7.5);
        assertThat(facts.get("sampler").asText()).isEqualTo("Euler a");
        assertThat(facts.get("checkpoint").asText()).isEqualTo("sdxl");
        assertThat(facts.get("prompt").asText()).isEqualTo("a fox");
        assertThat(facts.get("negativePrompt").asText()).isEqualTo("blur");
        JsonNode others = artifacts.at("/3/facts");
        assertThat(others.get("steps").asInt()).isEqualTo(9);
        assertThat(others.get("guidance").asInt()).isEqualTo(3);
        assertThat(others.get("prompt").asText()).isEqualTo("an animal");
        assertThat(others.at("/options/tiling").asBoolean()).isTrue();
        assertThat(others.get("options")).hasSize(1);
    }

    @Test
    void the_seed_filter_uses_the_seed_of_the_record() {
        for (int i = 0; i < 4; i++) {
            JsonNode found = api.json("/v1/artifacts?seed=" + SEEDS.get(i)).get("items");
            assertThat(found).hasSize(1);
            assertThat(found.at("/0/id").asText()).isEqualTo(id(i));
        }
    }

    @Test
    void the_comparison_uses_the_seed_of_the_record() {
        JsonNode facts = api.json("/v1/compare?ids=" + id(0) + "," + id(1) + "," + id(2) + "," + id(3))
                .get("facts");
        for (JsonNode fact : facts) {
            if (fact.get("field").asText().equals("seed")) {
                assertThat(fact.get("values")).extracting(JsonNode::asText).containsExactlyElementsOf(SEEDS);
                return;
            }
        }
        throw new AssertionError("no seed in " + facts);
    }

    @Test
    void the_sidecar_of_an_export_uses_the_seed_of_the_record() throws IOException {
        Map<String, JsonNode> sidecars = new TreeMap<>();
        byte[] body = api.get("/v1/export?ids=" + id(0) + "," + id(3)).body();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(body))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] bytes = zip.readAllBytes();
                if (entry.getName().endsWith(".json") && !entry.getName().equals("manifest.json")) {
                    JsonNode sidecar = JSON.readTree(bytes);
                    sidecars.put(sidecar.at("/artifact/id").asText(), sidecar.get("facts"));
                }
            }
        }
        assertThat(sidecars.get(id(0)).get("seed").asText()).isEqualTo("111");
        assertThat(sidecars.get(id(3)).get("seed").asText()).isEqualTo("1");
    }
}

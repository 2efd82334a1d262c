package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.transfer.ImportResult;
import io.runfolio.artifact.transfer.Importer;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events at each limit of the event reader are read by all later readers. */
class EventLimitsIT {
    private static final String MIB = "x".repeat(1 << 20);

    @TempDir
    Path folder;

    @Test
    void an_event_at_any_limit_is_read_by_every_reader_of_its_bundle() throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("name_length", "{\"" + "n".repeat(1_000) + "\":1}");
        options.put("unicode_name_length", "{\"" + "\u4e2d".repeat(1_000) + "\":1}");
        options.put("depth_64", "{\"a\":" + "[".repeat(62) + "]".repeat(62) + "}");
        options.put("depth_980", "{\"a\":" + "[".repeat(978) + "]".repeat(978) + "}");
        options.put("object_depth", "{\"a\":".repeat(978) + "1" + "}".repeat(978));
        options.put("secret_depth", "{\"password\":" + "{\"a\":".repeat(970) + "\"s\"" + "}".repeat(970) + "}");
        options.put("string_length", "{\"a\":\"" + MIB + "\"}");
        options.put("escaped_string_length", "{\"a\":\"" + "\\u0001".repeat(1 << 20) + "\"}");
        options.put("integer_length", "{\"a\":" + "9".repeat(100) + ",\"b\":-" + "9".repeat(99) + "}");
        options.put("decimal_length", "{\"a\":0." + "1".repeat(98) + ",\"b\":" + "9".repeat(90) + ".5}");
        options.put("large_exponents", "{\"a\":1e308,\"b\":-1e308,\"c\":1e-324,\"d\":4.9e-324,\"e\":-0.0}");
        options.put("beyond_doubles", "{\"a\":1e309,\"b\":-1e400,\"c\":1e-400,\"d\":1E+99999,\"e\":1e999999999}");
        options.put(
                "fields_of_an_object",
                IntStream.range(0, 5_000)
                        .mapToObj(i -> "\"f" + i + "\":" + i)
                        .collect(Collectors.joining(",", "{", "}")));
        options.put(
                "fields_in_all",
                IntStream.range(0, 19_970)
                        .mapToObj(i -> "{\"f\":1}")
                        .collect(Collectors.joining(",", "{\"l\":[", "]}")));
        options.put("half_surrogates", "{\"\\ud83d\":\"\\udc00\",\"\\u0000\":\"\\u0000\"}");
        try (LiveApi api =
                new LiveApi(folder, "runfolio.event.max-depth", "1000", "runfolio.event.max-bytes", "16MiB")) {
            api.testWorkspace.writePicture("a.png", 64, 48, 1);
            options.forEach((key, value) -> api.testWorkspace.drop(key + ".json", event(key, value)));
            await().atMost(LiveApi.SOON)
                    .until(() -> api.testWorkspace.events(".done").size()
                                    + api.testWorkspace.events(".failed").size()
                            == options.size());
            assertThat(api.testWorkspace.events(".failed")).isEmpty();
            await().atMost(LiveApi.SOON).untilAsserted(() -> assertThat(
                            api.json("/v1/runs?limit=500").get("items"))
                    .hasSize(options.size()));

            for (JsonNode line : api.testWorkspace.indexLines()) {
                String run = line.get("run_id").asText();
                assertThat(api.get("/v1/runs/" + run).statusCode()).as(run).isEqualTo(200);
                for (String file : new String[] {"run.json", "manifest.json", "artifacts.json", "request.json"}) {
                    assertThat(api.get("/v1/runs/" + run + "/files/" + file).statusCode())
                            .as(run + " " + file)
                            .isEqualTo(200);
                }
            }
            String artifacts = "";
            for (JsonNode artifact : api.json("/v1/artifacts?limit=500").get("items")) {
                String id = artifact.get("id").asText();
                assertThat(api.get("/v1/artifacts/" + id).statusCode()).isEqualTo(200);
                artifacts += (artifacts.isEmpty() ? "" : ",") + id;
            }
            Path zip = Files.write(
                    folder.resolve("export.zip"),
                    api.get("/v1/export?form=bundle&ids=" + artifacts).body());
            assertThat(new Importer(Backends.outputs(folder.resolve("there")), 1L << 30).importBundles(zip, false))
                    .hasSize(options.size())
                    .extracting(ImportResult::state)
                    .containsOnly("added");
        }
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        assertThat(Verification.of(
                                Backends.outputs(testWorkspace.outputs),
                                Backends.audit(testWorkspace.settings()),
                                testWorkspace.settings(),
                                (done, of) -> {})
                        .findings())
                .isEmpty();
        assertThat(RunfolioCommand.execute("catalog", "rebuild", "--outputs", testWorkspace.outputs.toString()))
                .isZero();
        assertThat(Verification.of(
                                Backends.outputs(testWorkspace.outputs),
                                Backends.audit(testWorkspace.settings()),
                                testWorkspace.settings(),
                                (done, of) -> {})
                        .findings())
                .isEmpty();
        Files.delete(testWorkspace.outputs.resolve("index.jsonl"));
        try (Runfolio again = Runfolio.open(testWorkspace.settings())) {
            assertThat(again.queries().listRecentRuns(100)).hasSize(options.size());
            assertThat(again.queries().listRecentRuns(100))
                    .allSatisfy(entry -> assertThat(again.queries().getRunById(entry.runId()))
                            .isPresent());
        }
    }

    private static String event(String key, String options) {
        return TestWorkspace.event(key, "succeeded", "a.png").replaceFirst("\\}$", "")
                + ",\"slug\":\"" + key + "\",\"options\":" + options + ",\"request_payload\":{}"
                + ",\"unknown\":" + (key.startsWith("fields") || key.contains("string") ? "1" : options) + "}";
    }
}

package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.transfer.ImportResult;
import io.runfolio.artifact.transfer.Importer;
import io.runfolio.json.CollidingFieldNames;
import io.runfolio.wiring.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parser state is not shared between documents. */
class SharedParserStateIT {
    @TempDir
    Path folder;

    @Test
    void colliding_field_names_do_not_affect_later_documents() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            for (List<String> names : List.of(CollidingFieldNames.of31(3_000), CollidingFieldNames.of33(3_000))) {
                String hostile = CollidingFieldNames.object(names);
                assertThat(api.post("/v1/decisions", hostile).statusCode()).isEqualTo(422);
                api.testWorkspace.drop(names.get(1) + ".json", event(names.get(1), hostile));
            }
            await().atMost(LiveApi.SOON)
                    .until(() -> api.testWorkspace.indexLines().size() == 2);

            for (int i = 0; i < 40; i++) {
                api.testWorkspace.drop("innocent" + i + ".json", event("innocent" + i, "{\"a\":1}"));
            }
            await().atMost(LiveApi.SOON).untilAsserted(() -> assertThat(
                            api.json("/v1/runs?limit=500").get("items"))
                    .hasSize(42));
            for (JsonNode run : api.json("/v1/runs?limit=500").get("items")) {
                assertThat(api.get("/v1/runs/" + run.get("id").asText()).statusCode())
                        .isEqualTo(200);
            }
            String artifacts = api.json("/v1/artifacts?limit=500").get("items").findValuesAsText("id").stream()
                    .filter(id -> id.startsWith("artifact-"))
                    .distinct()
                    .collect(Collectors.joining(","));
            String decision = "{\"decision\":\"approve\"}";
            assertThat(api.post("/v1/artifacts/" + artifacts.split(",")[0] + "/decision", decision)
                            .statusCode())
                    .isEqualTo(200);
            Path zip = Files.write(
                    folder.resolve("export.zip"),
                    api.get("/v1/export?form=bundle&ids=" + artifacts).body());
            assertThat(new Importer(Backends.outputs(folder.resolve("there")), 1L << 30).importBundles(zip, false))
                    .hasSize(42)
                    .extracting(ImportResult::state)
                    .containsOnly("added");
        }
    }

    private static String event(String key, String options) {
        return TestWorkspace.event(key, "succeeded")
                .replaceFirst("\\}$", ",\"artifact\":{\"content\":{\"title\":\"t\"}},\"options\":" + options + "}");
    }
}

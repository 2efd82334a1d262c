package io.runfolio.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkspaceTestBase;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactLocatorTest extends WorkspaceTestBase {
    @Test
    void every_artifact_of_a_workspace_is_located_by_its_id() throws IOException {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            testWorkspace.writePicture("p" + i + ".png", 8, 8, i);
            many.add("p" + i + ".png");
        }
        testWorkspace.drop("many.json", TestWorkspace.event("many", "succeeded", many.toArray(String[]::new)));
        testWorkspace.drop("one.json", TestWorkspace.event("one", "succeeded", many.get(0)));
        testWorkspace.drop(
                "report.json",
                "{\"status\": \"succeeded\", \"model_key\": \"m\", \"idempotency_key\": \"report\","
                        + " \"artifact\": {\"artifact_class\": \"research\", \"content\": {\"title\": \"T\"}}}");
        assertThat(testWorkspace.drain()).isZero();

        int found = 0;
        for (Path bundle : testWorkspace.bundles()) {
            for (JsonNode artifact : TestWorkspace.json(bundle.resolve("artifacts.json"))) {
                assertThat(locator().runId(artifact.path("id").asText()))
                        .contains(bundle.getFileName().toString());
                found++;
            }
        }
        assertThat(found).isEqualTo(9);
        assertThat(locator().runId("artifact-0000000000000000")).isEmpty();
    }

    @Test
    void a_damaged_line_hides_its_own_run_only() throws IOException {
        testWorkspace.writePicture("p.png", 8, 8, 1);
        testWorkspace.drop("one.json", TestWorkspace.event("one", "succeeded", "p.png"));
        assertThat(testWorkspace.drain()).isZero();
        Path bundle = testWorkspace.bundles().get(0);
        String id =
                TestWorkspace.json(bundle.resolve("artifacts.json")).at("/0/id").asText();
        Path events = Backends.outputs(testWorkspace.outputs).processedEvents();
        Files.writeString(events, "{\"damaged\n" + Files.readString(events) + "{\"torn");
        assertThat(locator().runId(id)).contains(bundle.getFileName().toString());
        Files.delete(events);
        assertThat(locator().runId(id)).isEmpty();
    }

    private ArtifactLocator locator() {
        return new ArtifactLocator(Backends.outputs(testWorkspace.outputs));
    }
}

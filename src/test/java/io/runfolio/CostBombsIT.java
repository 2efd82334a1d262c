package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.media.image.CostBombs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two workers, two cost bombs of each kind, and one innocent event behind them. */
class CostBombsIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void an_innocent_event_beside_cost_bombs_of_each_kind_is_bundled() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        for (CostBombs bomb : CostBombs.values()) {
            Files.write(testWorkspace.media.resolve(bomb.fileName()), bomb.file());
            for (int twice = 0; twice < 2; twice++) {
                String key = bomb.name().toLowerCase(java.util.Locale.ROOT) + twice;
                testWorkspace.drop(key + ".json", TestWorkspace.event(key, "succeeded", bomb.fileName()));
            }
        }
        testWorkspace.writePicture("innocent.png", 64, 64, 3);
        testWorkspace.drop("zz.json", TestWorkspace.event("innocent", "succeeded", "innocent.png"));

        WorkerProcess worker = WorkerProcess.start(
                testWorkspace,
                "worker",
                "--drain",
                "--set",
                "runfolio.workers=2",
                "--set",
                "runfolio.image.time-limit=5s");

        assertThat(worker.waitFor()).isZero();
        List<JsonNode> outputs = testWorkspace.bundles().stream()
                .map(bundle -> TestWorkspace.json(bundle.resolve("run.json")).at("/outputs/0"))
                .toList();
        assertThat(outputs).hasSize(2 * CostBombs.values().length + 1).allSatisfy(output -> {
            boolean innocent = output.get("original_filename").asText().equals("innocent.png");
            assertThat(output.at("/metadata/runfolio/state").asText()).isEqualTo(innocent ? "ready" : "failed");
            assertThat(output.at("/metadata/runfolio/code").asText())
                    .matches(innocent ? "" : "too_complex|corrupt|timed_out");
        });
    }
}

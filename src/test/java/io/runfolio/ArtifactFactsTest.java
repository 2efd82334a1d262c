package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts know the report and the order that they were made from, and when each step of them ended. */
class ArtifactFactsTest {
    private static final List<String> STEPS =
            List.of("jobCreated", "processed", "artifactWritten", "metadataRecorded", "available");

    @TempDir
    Path folder;

    @Test
    void the_five_times_of_an_artifact_are_five_times_in_the_order_of_the_steps() {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 64, 48, 1);
        testWorkspace.writePicture("b.png", 64, 48, 2);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings(), new SteppingClock())) {
            RunArtifact run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "m")
                    .createdAt(OffsetDateTime.parse("2026-03-26T21:45:12Z"))
                    .output(AssetKind.IMAGE, "media/a.png")
                    .output(AssetKind.IMAGE, "media/b.png")
                    .build());
            JsonNode artifacts = TestWorkspace.json(
                    testWorkspace.outputs.resolve(run.runDir()).resolve("artifacts.json"));
            for (JsonNode artifact : artifacts) {
                List<Instant> times = STEPS.stream()
                        .map(step -> OffsetDateTime.parse(
                                        artifact.get("lifecycle").get(step).asText())
                                .toInstant())
                        .toList();
                assertThat(times).doesNotHaveDuplicates().isSorted();
                assertThat(artifact.get("createdAt")).isEqualTo(artifact.at("/lifecycle/available"));
            }
            assertThat(artifacts.get(0).at("/lifecycle/processed"))
                    .isNotEqualTo(artifacts.get(1).at("/lifecycle/processed"));
        }
    }

    @Test
    void research_that_does_not_fit_is_named_and_counts_by_its_file() {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            RunArtifact fit = report(runfolio, Map.of("title", "Tides", "sources", List.of("a book")));
            assertThat(artifact(testWorkspace, fit).get("artifactClass").asText())
                    .isEqualTo("research");
            assertThat(fit.warnings()).isEmpty();

            RunArtifact unfit =
                    report(runfolio, Map.of("title", "Tides", "sections", List.of(Map.of("heading", "Moon"))));
            assertThat(artifact(testWorkspace, unfit).get("artifactClass").asText())
                    .isEqualTo("knowledge");
            assertThat(unfit.warnings()).singleElement().asString().contains("`artifact.content.sections[0].body`");
        }
    }

    @Test
    void the_order_and_the_report_that_was_supplied_reach_the_run() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        String order = "order-0123456789abcdef";
        Path taken = Files.createDirectories(folder.resolve("orders/taken"));
        Files.writeString(
                taken.resolve(order + ".json"),
                "{\"order_version\":1,\"id\":\"" + order
                        + "\",\"created_at\":\"2026-03-26T21:44:00Z\",\"ordered_by\":\"ada\","
                        + "\"template_id\":\"essay\",\"template_version\":\"1.2\",\"intake\":{\"topic\":\"tides\","
                        + "\"api_key\":\"Zq9vT4secret7LmX2pw8\"},\"references\":["
                        + "{\"field\":\"look\",\"artifact_id\":\"artifact-1111111111111111\","
                        + "\"artifact_class\":\"visual\"},"
                        + "{\"field\":\"report\",\"artifact_id\":\"artifact-2222222222222222\","
                        + "\"artifact_class\":\"research\"}]}");
        testWorkspace.writePicture("a.png", 64, 48, 1);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            RunArtifact run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "m")
                    .job(new io.runfolio.run.Job(order, null, null, null, null, null, null, null))
                    .output(AssetKind.IMAGE, "media/a.png")
                    .build());
            JsonNode record = TestWorkspace.json(
                    testWorkspace.outputs.resolve(run.runDir()).resolve("run.json"));
            JsonNode words = record.at("/source_metadata/runfolio/order");
            assertThat(words.get("template_id").asText()).isEqualTo("essay");
            assertThat(words.get("template_version").asText()).isEqualTo("1.2");
            assertThat(words.at("/intake/topic").asText()).isEqualTo("tides");
            assertThat(words.at("/intake/api_key").asText()).startsWith("***sha256:");
            assertThat(artifact(testWorkspace, run)
                            .get("sourceReportArtifactId")
                            .asText())
                    .isEqualTo("artifact-2222222222222222");

            RunArtifact told = runfolio.createRunArtifact(RunRequest.builder("succeeded", "m")
                    .artifact(new ArtifactHint(
                            null, null, null, null, null, null, List.of(), "artifact-3333333333333333"))
                    .output(AssetKind.IMAGE, "media/a.png")
                    .build());
            assertThat(artifact(testWorkspace, told)
                            .get("sourceReportArtifactId")
                            .asText())
                    .isEqualTo("artifact-3333333333333333");

            RunArtifact gone = runfolio.createRunArtifact(RunRequest.builder("succeeded", "m")
                    .job(new io.runfolio.run.Job("order-ffffffffffffffff", null, null, null, null, null, null, null))
                    .output(AssetKind.IMAGE, "media/a.png")
                    .build());
            assertThat(gone.outputs()).hasSize(1);
        }
    }

    private static RunArtifact report(Runfolio runfolio, Map<String, Object> content) {
        return runfolio.createRunArtifact(RunRequest.builder("succeeded", "scholar")
                .artifact(new ArtifactHint("research", null, null, null, null, content, List.of()))
                .build());
    }

    private static JsonNode artifact(TestWorkspace testWorkspace, RunArtifact run) {
        return TestWorkspace.json(testWorkspace.outputs.resolve(run.runDir()).resolve("artifacts.json"))
                .get(0);
    }

    /** Returns a later second on each call, so that each timed step has its own time. */
    private static final class SteppingClock extends UtcClock {
        private final AtomicLong asked = new AtomicLong();

        @Override
        public Instant instant() {
            return Instant.parse("2026-03-26T22:00:00Z").plusSeconds(asked.incrementAndGet());
        }
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that goes on has no bundle, and the event of its end is no conflict with it. */
class UnfinishedRunsTest {
    @TempDir
    Path folder;

    @Test
    void an_unfinished_run_is_refused_and_its_end_is_bundled() {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            for (String status : List.of("running", "queued", "RUNNING", " Queued ")) {
                String key = "k" + status;
                RefusedEventException refused = catchThrowableOfType(
                        RefusedEventException.class,
                        () -> runfolio.createRunArtifact(RunRequest.builder(status, "m")
                                .idempotencyKey(key)
                                .build()));
                assertThat(refused.code()).isEqualTo("not_final");
                assertThat(refused.field()).isEqualTo("status");

                RunArtifact end = runfolio.createRunArtifact(
                        RunRequest.builder("succeeded", "m").idempotencyKey(key).build());
                assertThat(end.status()).isEqualTo("succeeded");
            }
            assertThat(runfolio.createRunArtifact(
                                    RunRequest.builder("Partially done", "m").build())
                            .status())
                    .isEqualTo("Partially done");
        }
        assertThat(testWorkspace.bundles()).hasSize(5);
    }

    @Test
    void a_worker_files_it_as_refused_and_times_without_offset_are_utc() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        DefaultCamelContext context = new DefaultCamelContext();
        WorkerHandle.install(context, testWorkspace.settings("runfolio.min-free", "1MiB"), Clock.systemUTC());
        context.start();
        try {
            String cloud = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\","
                    + "\"type\":\"runfolio.run.completed\",\"data\":%s}";
            String event = "{\"status\":\"%s\",\"model_key\":\"m\",\"created_at\":\"2026-03-26 21:45:12\"}";
            testWorkspace.drop("a.json", cloud.formatted(event.formatted("Running")));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> testWorkspace.events(".failed").contains("a.json"));
            testWorkspace.drop("b.json", cloud.formatted(event.formatted("succeeded")));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> testWorkspace.events(".done").contains("b.json"));
        } finally {
            context.stop();
        }
        JsonNode error = TestWorkspace.json(testWorkspace.inbox.resolve(".failed/a.error.json"));
        assertThat(error.get("code").asText()).isEqualTo("not_final");
        assertThat(error.get("field").asText()).isEqualTo("data.status");
        JsonNode run = TestWorkspace.json(testWorkspace.bundles().get(0).resolve("run.json"));
        assertThat(run.get("created_at").asText()).isEqualTo("2026-03-26T21:45:12+00:00");
        assertThat(run.get("run_id").asText()).isEqualTo("20260326_214512_m");
        assertThat(run.get("warnings").toString()).contains("data.created_at").contains("UTC");
    }
}

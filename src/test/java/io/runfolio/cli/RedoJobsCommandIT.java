package io.runfolio.cli;

import static io.runfolio.cli.CommandResult.runfolio;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.PatientAwaitility;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code runfolio redo --queue} and its siblings, and a worker that does the job beside its events. */
@ExtendWith(PatientAwaitility.class)
class RedoJobsCommandIT {
    private static final int RUNS = 3;

    @TempDir
    Path folder;

    private TestWorkspace workspace;

    @BeforeEach
    void folders() {
        workspace = new TestWorkspace(folder);
    }

    private void bundles() {
        for (int run = 1; run <= RUNS; run++) {
            drop("k" + run);
        }
        assertThat(workspace.drain("--set", "runfolio.min-free=1MiB")).isZero();
    }

    private void drop(String key) {
        workspace.writePicture(key + ".png", 60, 40, key.hashCode());
        workspace.drop(key + ".json", TestWorkspace.event(key, "succeeded", key + ".png"));
    }

    private CommandResult redo(String... words) {
        List<String> all = new ArrayList<>(List.of("redo"));
        all.addAll(List.of(words));
        all.addAll(workspace.options());
        return runfolio(all.toArray(String[]::new));
    }

    private JsonNode job() {
        return redo("--jobs", "--json").json().get(0);
    }

    private long jpegs() throws IOException {
        try (Stream<Path> all = Files.walk(workspace.outputs)) {
            return all.filter(file -> file.toString().matches(".*/web/.*.redo-.*.jpg"))
                    .count();
        }
    }

    @Test
    void a_job_is_made_paused_resumed_and_done_by_a_worker_that_has_events_too() throws Exception {
        bundles();
        assertThat(redo("--jobs").out()).isEqualTo("There are no jobs.\n");
        CommandResult queued = redo("--queue", "--all", "--settings", "image_web_format=jpg");
        assertThat(queued.code()).as(queued.err()).isZero();
        assertThat(queued.out()).contains(": " + RUNS + " outputs");
        String id = job().get("job").asText();
        assertThat(redo("--pause", id).out()).isEqualTo("job " + id + ": paused\n");

        WorkerProcess worker = WorkerProcess.start(workspace, "worker", "--set", "runfolio.min-free=1MiB");
        drop("k4");
        await().until(() -> workspace.bundledEvents().contains("k4"));
        assertThat(job().get("state").asText()).isEqualTo("paused");
        assertThat(jpegs()).isZero();

        assertThat(redo("--resume", id).code()).isZero();
        await().until(() -> job().get("state").asText().equals("done"));
        assertThat(job().get("done").asInt()).isEqualTo(RUNS);
        assertThat(job().get("left").asInt()).isZero();
        assertThat(jpegs()).isEqualTo(RUNS); // the run that came later is not meant
        assertThat(redo("--jobs").out()).contains("per second").contains(id);
        assertThat(redo("--cancel", id)).extracting(CommandResult::code).isEqualTo(1);

        assertThat(redo("--queue", "--derivatives", "outdated", "--kind", "image", "--by", "ada")
                        .code())
                .isZero();
        await().until(() -> job().get("state").asText().equals("done"));
        assertThat(job().get("done").asInt()).isEqualTo(RUNS + 1);
        assertThat(jpegs()).as("they are replaced by files with the defaults").isZero();
        assertThat(worker.stop()).isIn(0, 143);
        assertThat(workspace.verify().findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--queue | --all",
                "--queue --all --kind image | exclude each other",
                "--queue --kind picture | image",
                "--queue --all --derivatives web | all, missing or outdated",
                "--queue --all --settings image_web_fromat=jpg | image_web_fromat",
                "--queue --state ready | neither failed nor unsupported",
                "--queue --state failed --derivatives missing | leave out",
                "--queue 20260326_214512 --all | --run",
                "--all | add --queue",
                "--state failed --model x | add --queue",
                "--queue --jobs | mutually exclusive",
                "--derivatives missing --settings image_web_format=jpg | add --queue",
            })
    void wrong_usage_says_what_is_right_and_makes_no_job(String words, String said) {
        CommandResult refused = redo(words.split(" "));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(said);
        assertThat(workspace.outputs.resolve(".runfolio/jobs")).doesNotExist();
    }

    @Test
    void an_unknown_job_is_named_and_a_dry_run_makes_none() {
        bundles();
        CommandResult unknown = redo("--pause", "../../x");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("no open job ../../x").hasLineCount(1);
        assertThat(redo("--queue", "--all", "--dry-run").out()).isEqualTo(RUNS + " outputs match the filters\n");
        assertThat(workspace.outputs.resolve(".runfolio/jobs")).doesNotExist();
    }
}

package io.runfolio.work.redo.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.JavaProgram;
import io.runfolio.PatientAwaitility;
import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobState;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.redo.RebuildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker is killed at each boundary of a job while another one lives, which goes on. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(PatientAwaitility.class)
class RedoJobKillIT {
    private static final int RUNS = 4;
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String boundary, int occurrence) throws IOException {
        Process process = new ProcessBuilder(JavaProgram.command(
                        List.of(),
                        RedoJobProgram.class,
                        List.of(folder.toString(), boundary, String.valueOf(occurrence))))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log-" + boundary).toFile())
                .start();
        started.add(process);
        return process;
    }

    private void bundles(TestWorkspace workspace, RunfolioSettings settings) {
        try (Runfolio runfolio = Runfolio.open(settings)) {
            for (int run = 1; run <= RUNS; run++) {
                Path picture = workspace.writePicture(run + ".png", 60, 40, run);
                runfolio.createRunArtifact(RunRequest.builder("succeeded", "model_" + run)
                        .output(AssetKind.IMAGE, picture.toString())
                        .build());
            }
        }
    }

    private static long count(Path outputs, String pattern) throws IOException {
        try (Stream<Path> all = Files.walk(outputs)) {
            return all.filter(file -> file.toString().matches(pattern)).count();
        }
    }

    @ParameterizedTest
    @CsvSource({"BEFORE_FEED, 2", "AFTER_FEED, 2", "AFTER_CLAIM, 2", "BEFORE_COMPLETE, 2", "AFTER_COMPLETE, 2"})
    void another_worker_goes_on_where_a_killed_one_was(String boundary, int occurrence) throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        RunfolioSettings settings = workspace.settings("runfolio.min-free", "1MiB");
        bundles(workspace, settings);
        RebuildRequest jpeg = new RebuildRequest(
                new DerivativeOverrides(Map.of("image_web_format", "jpg")), false, false, false, "test");
        JobQueue jobs = Backends.jobs(settings, "");
        CurrentCatalog.query(settings, catalog -> RedoOrder.create(jobs, catalog, ArtifactQuery.all(), jpeg));

        Process survivor = start(RedoJobProgram.NONE, 0);
        await().until(() -> Files.exists(folder.resolve("alive-" + RedoJobProgram.NONE)));
        Process victim = start(boundary, occurrence);
        assertThat(victim.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(victim.exitValue()).isEqualTo(KILLED);
        assertThat(jobs.jobs().get(0)).extracting(Job::state).isEqualTo(JobState.RUNNING);

        Files.createFile(folder.resolve("begin"));
        assertThat(survivor.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(survivor.exitValue()).isZero();

        assertThat(jobs.jobs())
                .singleElement()
                .extracting(Job::state, Job::done, Job::failed, Job::skipped)
                .containsExactly(JobState.DONE, (long) RUNS, 0L, 0L);
        assertThat(count(workspace.outputs, ".*/web/.*.redo-.*.jpg")).isEqualTo(RUNS);
        for (Path bundle : workspace.bundles()) {
            assertThat(Files.readAllLines(bundle.resolve("ledger.jsonl"))).hasSize(1);
        }
        Runfolio.open(settings).close(); // sweeps what the dead worker has staged
        assertThat(workspace.leftovers()).isEmpty();
        assertThat(workspace.verify().findings()).isEmpty();
    }
}

package io.runfolio.work.redo.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.PatientAwaitility;
import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobState;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.retention.hold.HoldRequest;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.Purger;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.SettingsRoots;
import io.runfolio.work.redo.RebuildRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Jobs over real bundles, done by workers of this process. */
@Tag("slow")
@ExtendWith(PatientAwaitility.class)
class RedoWorkerTest {
    /** Runs with ten outputs each. */
    private static final int LIBRARY = Boolean.getBoolean("runfolio.long") ? 1_000 : 5;

    private static final Duration POLL = Duration.ofMillis(20);
    private static final RebuildRequest JPEG =
            new RebuildRequest(new DerivativeOverrides(Map.of("image_web_format", "jpg")), false, false, false, "test");

    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicBoolean isBusy = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();
    private TestWorkspace workspace;
    private RunfolioSettings settings;

    @BeforeEach
    void bundles() {
        workspace = new TestWorkspace(folder);
        settings = workspace.settings("runfolio.min-free", "1MiB", "runfolio.image.max-megapixels", "1");
        for (int run = 1; run <= 4; run++) {
            bundle(run, 2);
        }
    }

    private void bundle(int run, int outputs) {
        try (Runfolio runfolio = Runfolio.open(settings)) {
            RunRequestBuilder request = RunRequest.builder("succeeded", "model_" + run);
            for (int output = 1; output <= outputs; output++) {
                String name = run + "_" + output + ".png";
                workspace.writePicture(name, 60 + run, 40 + output, run * 10 + output);
                request.output(AssetKind.IMAGE, workspace.media.resolve(name).toString());
            }
            runfolio.createRunArtifact(request.build());
        }
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    /** Starts a worker of this outputs folder. */
    private void worker(int backlog) {
        Components parts = new Components(
                settings, Clock.systemUTC(), new ProcessChildRunner(), SettingsRoots.openOutputs(settings));
        parts.start();
        RedoWorker worker = parts.redoJobs().worker(new MediaSettings.Jobs(backlog, 1), new RedoWorker.Load() {
            @Override
            public boolean mayWork() {
                return true;
            }

            @Override
            public boolean isBusy() {
                looks.incrementAndGet();
                return isBusy.get();
            }

            @Override
            public void heapExhausted() {
                throw new AssertionError("the heap is exhausted");
            }
        });
        opened.add(parts);
        opened.add(worker);
        worker.start(POLL);
    }

    private JobQueue jobs() {
        return Backends.jobs(settings, "");
    }

    private Job queue(ArtifactQuery query, RebuildRequest request) {
        return CurrentCatalog.query(settings, catalog -> RedoOrder.create(jobs(), catalog, query, request));
    }

    private Job awaitEnd() {
        await().until(() -> jobs().jobs().get(0).state().isEnd());
        return jobs().jobs().get(0);
    }

    private List<Path> files(String pattern) throws IOException {
        try (Stream<Path> all = Files.walk(workspace.outputs)) {
            return all.filter(file -> file.toString().matches(pattern)).sorted().toList();
        }
    }

    private List<RunView> runs() {
        RunViewReader views = new RunViewReader(Backends.outputs(settings));
        return new BundleReader(Backends.outputs(settings))
                .scan().stream().map(views::read).toList();
    }

    private List<String> findings() {
        return workspace.verify().findings().stream().map(Finding::code).toList();
    }

    @Test
    void two_workers_make_each_output_of_a_job_once() throws IOException {
        assertThat(queue(ArtifactQuery.all(), JPEG).total()).isEqualTo(8);
        bundle(5, 1); // came later, so it is not meant
        worker(2);
        worker(2);
        Job ended = awaitEnd();
        assertThat(ended)
                .extracting(Job::done, Job::failed, Job::skipped, Job::seen)
                .containsExactly(8L, 0L, 0L, 8L);
        assertThat(files(".*/web/output_0\\d.redo-[0-9a-f]{8}.jpg")).hasSize(8);
        assertThat(files(".*/ledger.jsonl")).hasSize(4).allSatisfy(file -> assertThat(Files.readAllLines(file))
                .hasSize(2));

        queue(ArtifactQuery.all(), JPEG); // those of the first job are up to date now
        assertThat(awaitEnd().done()).isEqualTo(9);
        assertThat(files(".*/web/.*.jpg")).hasSize(9);
        assertThat(files(".*/ledger.jsonl").stream()
                        .mapToLong(RedoWorkerTest::lines)
                        .sum())
                .isEqualTo(9);
        assertThat(findings()).isEmpty();
        assertThat(workspace.leftovers()).isEmpty();
    }

    private static long lines(Path file) {
        return read(file).size();
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void runs_that_are_purged_held_or_broken_are_named_and_the_others_are_made() throws IOException {
        List<RunView> runs = runs();
        new Purger(
                        Backends.outputs(settings),
                        new Protections(ExternalProtections.NONE, Clock.systemUTC()),
                        Clock.systemUTC())
                .purge(new PurgeOrder(
                        PurgeOrder.newId(),
                        runs.get(0).runPath(),
                        runs.get(0).artifacts().get(0).record().id(),
                        RemovalScope.DERIVATIVES,
                        null,
                        null,
                        "test",
                        null,
                        Duration.ZERO));
        hold(runs.get(1));
        Path third = Backends.outputs(settings).bundle(runs.get(2).runPath());
        Files.write(third.resolve("original/output_01.png"), new byte[] {1, 2, 3});
        Files.delete(third.resolve("original/output_02.png"));
        queue(ArtifactQuery.all(), JPEG);
        Files.writeString(
                Backends.outputs(settings).bundle(runs.get(3).runPath()).resolve("run.json"), "{");
        worker(10);
        Job ended = awaitEnd();
        assertThat(ended).extracting(Job::done, Job::failed, Job::skipped).containsExactly(1L, 1L, 6L);
        assertThat(jobs().problems(ended.id()))
                .extracting(problem ->
                        problem.item().replaceFirst(".*model_", "") + " " + problem.outcome() + " " + problem.reason())
                .containsExactlyInAnyOrder(
                        "1 output 1 skipped purged",
                        "2 output 1 skipped held",
                        "2 output 2 skipped held",
                        "3 output 1 failed the original is not the file that was sealed",
                        "3 output 2 skipped original_missing",
                        "4 output 1 skipped record_unreadable",
                        "4 output 2 skipped record_unreadable");
    }

    private void hold(RunView run) {
        new HoldService(Backends.outputs(settings), Clock.systemUTC())
                .hold(run.runPath(), new HoldRequest(null, "evidence", Optional.empty(), "ada"));
    }

    @Test
    void filters_choose_outputs_and_a_job_without_any_ends() throws IOException {
        ArtifactQuery second = CurrentCatalog.query(settings, catalog -> ArtifactQuery.all()
                .withRun(runs().get(1).run().runId()));
        assertThat(queue(second, JPEG).total()).isEqualTo(2);
        worker(10);
        assertThat(awaitEnd()).extracting(Job::done, Job::seen).containsExactly(2L, 2L);
        assertThat(files(".*/web/.*.jpg")).hasSize(2).allSatisfy(file -> assertThat(file.toString())
                .contains("model_2"));
        queue(ArtifactQuery.all().withRun("20000101_000000_none"), JPEG);
        assertThat(awaitEnd()).extracting(Job::handled, Job::left, Job::state).containsExactly(0L, 0L, JobState.DONE);
    }

    @Test
    void outputs_that_failed_are_tried_again_and_counted_by_their_new_state() throws IOException {
        workspace.writePicture("large.png", 1200, 1000, 1);
        try (Runfolio runfolio = Runfolio.open(settings)) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", "large")
                    .output(
                            AssetKind.IMAGE,
                            workspace.media.resolve("large.png").toString())
                    .build());
        }
        RedoOrder.Failed failed = new RedoOrder.Failed("failed", "too_many_pixels");
        CurrentCatalog.query(
                settings, catalog -> RedoOrder.create(jobs(), catalog, ArtifactQuery.all(), failed, "test"));
        settings = workspace.settings("runfolio.min-free", "1MiB");
        worker(10);
        assertThat(awaitEnd()).extracting(Job::done, Job::seen, Job::failed).containsExactly(1L, 9L, 0L);
        assertThat(files(".*/web/.*redo.*.webp")).hasSize(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void outputs_wait_while_the_worker_has_events() throws IOException {
        isBusy.set(true);
        queue(ArtifactQuery.all(), JPEG);
        worker(10);
        await().until(() -> looks.get() > 5);
        assertThat(files(".*/web/.*.jpg")).isEmpty();
        isBusy.set(false);
        assertThat(awaitEnd().done()).isEqualTo(8);
    }

    @Test
    void a_worker_that_stops_gives_its_task_back_uncounted() throws Exception {
        String job = queue(ArtifactQuery.all(), JPEG).id();
        isBusy.set(false);
        worker(10);
        await().until(() -> jobs().jobs().get(0).done() > 0);
        isBusy.set(true);
        close();
        opened.clear();
        assertThat(read(workspace.outputs.resolve(".runfolio/jobs/" + job + ".json"))
                        .toString())
                .doesNotContain("\"worker\": \"");
        isBusy.set(false);
        worker(10);
        assertThat(awaitEnd()).extracting(Job::done, Job::failed).containsExactly(8L, 0L);
        assertThat(files(".*/web/.*.jpg")).hasSize(8);
    }

    @Test
    void a_library_is_done_with_few_open_tasks_and_a_small_file() throws IOException {
        int outputs = 10;
        int backlog = 4;
        workspace.writePicture("small.png", 16, 16, 1);
        try (Runfolio runfolio = Runfolio.open(settings)) {
            for (int run = 0; run < LIBRARY; run++) {
                RunRequestBuilder request = RunRequest.builder("succeeded", "library");
                for (int output = 0; output < outputs; output++) {
                    request.output(
                            AssetKind.IMAGE,
                            workspace.media.resolve("small.png").toString());
                }
                runfolio.createRunArtifact(request.build());
            }
        }
        long total = (long) LIBRARY * outputs;
        Job queued = queue(ofModel("library"), JPEG);
        assertThat(queued.total()).isEqualTo(total);
        worker(backlog);
        worker(backlog);
        Path file = workspace.outputs.resolve(".runfolio/jobs/" + queued.id() + ".json");
        await().atMost(Duration.ofHours(2)).until(() -> {
            Job job = jobs().jobs().get(0);
            assertThat(job.open()).isLessThanOrEqualTo((long) backlog * outputs);
            assertThat(job.left()).isLessThanOrEqualTo(total);
            assertThat(Files.size(file)).isLessThan(1 << 14);
            return job.state().isEnd();
        });
        assertThat(awaitEnd()).extracting(Job::done, Job::failed, Job::skipped).containsExactly(total, 0L, 0L);
        assertThat(files(".*_library.*/web/.*.redo-.*.jpg")).hasSize((int) total);
        assertThat(files(".*/ledger.jsonl").stream()
                        .mapToLong(RedoWorkerTest::lines)
                        .sum())
                .isEqualTo(total);
        assertThat(findings()).isEmpty();
    }

    private static ArtifactQuery ofModel(String model) {
        ArtifactQuery all = ArtifactQuery.all();
        return new ArtifactQuery(
                all.text(),
                List.of(model),
                all.statuses(),
                all.runStatuses(),
                all.artifactClasses(),
                all.artifactTypes(),
                all.tags(),
                all.mediaKinds(),
                all.runId(),
                all.project(),
                all.user(),
                all.channel(),
                all.agent(),
                all.templateId(),
                all.preset(),
                all.pipelineId(),
                all.variantGroup(),
                all.seed(),
                all.minWidth(),
                all.minHeight(),
                all.createdAfter(),
                all.createdBefore());
    }
}

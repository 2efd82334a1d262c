package io.runfolio.work.redo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.Purger;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.MediaParts;
import io.runfolio.work.AssetProcessor;
import io.runfolio.work.SourceChangeDetector;
import io.runfolio.work.SourceCopier;
import io.runfolio.work.redo.OnDemandDerivatives.Answer;
import io.runfolio.work.redo.OnDemandDerivatives.Impossible;
import io.runfolio.work.redo.OnDemandDerivatives.Making;
import io.runfolio.work.redo.OnDemandDerivatives.Ready;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Missing derivatives of real bundles, with a decoder that counts and can be held up. */
class OnDemandDerivativesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String WEB = "web/output_01.webp";

    @TempDir
    Path folder;

    private final AtomicInteger made = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private TestWorkspace workspace;
    private RunArtifact run;
    private Path bundle;

    @BeforeEach
    void bundleOfTwo() {
        workspace = new TestWorkspace(folder);
        workspace.writePicture("a.png", 90, 60, 1);
        workspace.writePicture("b.png", 60, 90, 2);
        run = bundled(workspace.settings("runfolio.min-free", "1MiB"));
        bundle = workspace.outputs.resolve(run.runDir());
    }

    private RunArtifact bundled(RunfolioSettings settings) {
        RunRequestBuilder request = RunRequest.builder("succeeded", "model");
        for (String name : List.of("a.png", "b.png")) {
            request.output(AssetKind.IMAGE, workspace.media.resolve(name).toString());
        }
        try (Runfolio runfolio = Runfolio.open(settings)) {
            return runfolio.createRunArtifact(request.build());
        }
    }

    /** Creates what one process has. */
    private OnDemandDerivatives process(Duration wait) {
        RunfolioSettings settings = workspace.settings();
        BundleLayout layout = Backends.outputs(settings);
        MediaParts media = MediaParts.of(settings, new ProcessChildRunner());
        AssetProcessor work = new AssetProcessor(
                new SourceCopier(Components.sources(settings), 1 << 20),
                new SourceChangeDetector(Components.sources(settings), settings.source()),
                new Counting(media.images()),
                media.clips(),
                settings.media().image(),
                Clock.systemUTC(),
                Optional.empty());
        return new OnDemandDerivatives(layout, work, new MediaSettings.Regeneration(true, wait, 1), Clock.systemUTC());
    }

    private final class Counting implements MediaProcessor {
        private final MediaProcessor images;

        Counting(MediaProcessor images) {
            this.images = images;
        }

        @Override
        public MediaResult derive(MediaJob job) {
            made.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return images.derive(job);
        }

        @Override
        public MediaResult inspect(MediaJob job) {
            return images.inspect(job);
        }
    }

    private List<String> findings() {
        return workspace.verify().findings().stream().map(Finding::code).toList();
    }

    @Test
    void a_lost_file_comes_back_byte_for_byte_and_verify_reports_it_until_then() throws IOException {
        byte[] before = Files.readAllBytes(bundle.resolve(WEB));
        Files.delete(bundle.resolve(WEB));
        assertThat(findings()).containsExactly("file_missing");
        try (OnDemandDerivatives process = process(LONG)) {
            assertThat(process.find(run.runDir(), 1, "web")).isEqualTo(new Ready(bundle.resolve(WEB), true));
        }
        assertThat(Files.readAllBytes(bundle.resolve(WEB))).isEqualTo(before);
        assertThat(bundle.resolve("ledger.jsonl")).doesNotExist();
        assertThat(findings()).isEmpty();
        assertThat(workspace.leftovers()).isEmpty();
    }

    @Test
    void a_file_with_other_bytes_is_served_from_the_cache_and_stays_a_loss() throws IOException {
        try (Stream<Path> days = Files.list(workspace.outputs)) {
            days.forEach(path -> io.runfolio.files.DurableFiles.tryDeleteTree(path));
        }
        run = bundled(workspace.settings("runfolio.min-free", "1MiB", "runfolio.image.webp-method", "0"));
        bundle = workspace.outputs.resolve(run.runDir());
        Files.delete(bundle.resolve(WEB));
        try (OnDemandDerivatives process = process(LONG)) {
            Ready first = (Ready) process.find(run.runDir(), 1, "web");
            assertThat(first.isRecorded()).isFalse();
            assertThat(first.file()).isRegularFile();
            assertThat(process.find(run.runDir(), 1, "web")).isEqualTo(first);
            assertThat(made).hasValue(1);
        }
        assertThat(bundle.resolve(WEB)).doesNotExist();
        assertThat(bundle.resolve("ledger.jsonl")).doesNotExist();
        assertThat(findings()).containsExactly("file_missing");
    }

    @Test
    void a_purged_file_is_served_from_the_cache_and_takes_no_space_in_the_bundle() {
        BundleLayout layout = Backends.outputs(workspace.settings());
        String artifact = new RunViewReader(layout)
                .read(bundle)
                .artifacts()
                .get(0)
                .record()
                .id();
        new Purger(layout, new Protections(ExternalProtections.NONE, Clock.systemUTC()), Clock.systemUTC())
                .purge(new PurgeOrder(
                        PurgeOrder.newId(),
                        run.runDir(),
                        artifact,
                        RemovalScope.DERIVATIVES,
                        null,
                        null,
                        "test",
                        null,
                        Duration.ZERO));
        try (OnDemandDerivatives process = process(LONG)) {
            Ready web = (Ready) process.find(run.runDir(), 1, "web");
            assertThat(web.isRecorded()).isFalse();
            assertThat(web.file()).isRegularFile();
            assertThat(process.find(run.runDir(), 1, "thumb")).isInstanceOf(Ready.class);
            assertThat(made).hasValue(1);
        }
        assertThat(bundle.resolve(WEB)).doesNotExist();
        assertThat(findings()).isEmpty();
    }

    @Test
    void many_requests_to_two_processes_make_a_file_once() throws Exception {
        Files.delete(bundle.resolve(WEB));
        Files.delete(bundle.resolve("thumb/output_01.webp"));
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try (OnDemandDerivatives one = process(LONG);
                OnDemandDerivatives two = process(LONG)) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                OnDemandDerivatives process = i % 2 == 0 ? one : two;
                String view = i % 3 == 0 ? "thumb" : "web";
                answers.add(threads.submit(() -> process.find(run.runDir(), 1, view)));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get()).isInstanceOf(Ready.class);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(made).hasValue(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_request_waits_no_longer_than_the_limit_and_the_file_comes_later() throws IOException {
        Files.delete(bundle.resolve(WEB));
        gate = new CountDownLatch(1);
        try (OnDemandDerivatives process = process(Duration.ofMillis(50));
                OnDemandDerivatives other = process(Duration.ofMillis(50))) {
            assertThat(process.find(run.runDir(), 1, "web")).isInstanceOf(Making.class);
            assertThat(other.find(run.runDir(), 1, "web")).isInstanceOf(Making.class);
            assertThat(process.find(run.runDir(), 2, "web")).isInstanceOf(Ready.class);
            gate.countDown();
            await().atMost(LONG).until(() -> process.find(run.runDir(), 1, "web") instanceof Ready);
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void hostile_originals_are_refused_once_and_others_are_served() throws IOException {
        Files.delete(bundle.resolve(WEB));
        Files.delete(bundle.resolve("web/output_02.webp"));
        byte[] original = Files.readAllBytes(bundle.resolve("original/output_01.png"));
        Files.write(bundle.resolve("original/output_01.png"), new byte[] {1, 2, 3});
        try (OnDemandDerivatives process = process(LONG)) {
            for (int i = 0; i < 3; i++) {
                assertThat(process.find(run.runDir(), 1, "web")).isInstanceOf(Impossible.class);
            }
            assertThat(made).hasValue(0);
            assertThat(process.find(run.runDir(), 2, "web")).isInstanceOf(Ready.class);
            assertThat(process.find(run.runDir(), 0, "web")).isInstanceOf(Impossible.class);
            assertThat(process.find(run.runDir(), 3, "web")).isInstanceOf(Impossible.class);
            assertThat(process.find(run.runDir(), 1, "poster")).isInstanceOf(Impossible.class);
            assertThat(process.find("2026-01-01/../../etc", 1, "web")).isInstanceOf(Impossible.class);
            Files.delete(bundle.resolve("original/output_01.png"));
            assertThat(process.find(run.runDir(), 1, "web")).isInstanceOf(Impossible.class);
        }
        Files.write(bundle.resolve("original/output_01.png"), original);
        assertThat(findings()).containsExactly("file_missing");
        try (OnDemandDerivatives process = process(LONG)) {
            assertThat(process.find(run.runDir(), 1, "web")).isInstanceOf(Ready.class);
        }
        assertThat(findings()).isEmpty();
    }
}

package io.runfolio.work.redo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageException;
import io.runfolio.index.ReviewLogs;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.json.RecordMapper;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.retention.ExternalProtections;
import io.runfolio.retention.Protections;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.Purger;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Finding;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.MediaParts;
import io.runfolio.work.AssetProcessor;
import io.runfolio.work.SourceChangeDetector;
import io.runfolio.work.SourceCopier;
import io.runfolio.work.preview.MissingPreviews;
import io.runfolio.work.redo.RebuildOutcome.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rebuilds of real bundles, stopped, repeated and shared. */
class DerivativeRebuildTest {
    private static final DerivativeOverrides NONE = new DerivativeOverrides(Map.of());
    private static final DerivativeOverrides JPEG = new DerivativeOverrides(Map.of("image_web_format", "jpg"));

    @TempDir
    Path folder;

    private final AtomicInteger made = new AtomicInteger();
    /** Number of the output at which the disk fails; 0 for none. */
    private volatile int failAt;
    /** Step that runs while the derivatives of an output are made. */
    private volatile Runnable meanwhile = () -> {};

    private TestWorkspace workspace;
    private BundleLayout layout;
    private RunfolioSettings settings;

    @BeforeEach
    void bundles() {
        workspace = new TestWorkspace(folder);
        settings = workspace.settings("runfolio.min-free", "1MiB");
        layout = Backends.outputs(settings);
        try (Runfolio runfolio = Runfolio.open(settings)) {
            for (int run = 1; run <= 3; run++) {
                RunRequestBuilder request = RunRequest.builder("succeeded", "model_" + run);
                for (int output = 1; output <= 2; output++) {
                    String name = run + "_" + output + ".png";
                    workspace.writePicture(name, 60 + run, 40 + output, run * 10 + output);
                    request.output(
                            AssetKind.IMAGE, workspace.media.resolve(name).toString());
                }
                runfolio.createRunArtifact(request.build());
            }
        }
    }

    private DerivativeRebuild process() {
        MediaParts media = MediaParts.of(settings, new ProcessChildRunner());
        MediaProcessor counting = counting(media);
        return new DerivativeRebuild(
                layout,
                assets(media, counting),
                new MissingPreviews(counting, media.clips()::previews),
                MissingPreviews.enabled(settings.media().video()),
                () -> false,
                Clock.systemUTC());
    }

    private MediaProcessor counting(MediaParts media) {
        return new MediaProcessor() {
            @Override
            public MediaResult derive(MediaJob job) {
                if (made.incrementAndGet() == failAt) {
                    throw new StorageException("The disk is gone", null);
                }
                meanwhile.run();
                return media.images().derive(job);
            }

            @Override
            public MediaResult inspect(MediaJob job) {
                return media.images().inspect(job);
            }
        };
    }

    private AssetProcessor assets(MediaParts media, MediaProcessor images) {
        return new AssetProcessor(
                new SourceCopier(Components.sources(settings), 1 << 20),
                new SourceChangeDetector(Components.sources(settings), settings.source()),
                images,
                media.clips(),
                settings.media().image(),
                Clock.systemUTC(),
                Optional.empty());
    }

    private List<RebuildItem> items() {
        List<RebuildItem> items = new ArrayList<>();
        for (Path bundle : new BundleReader(layout).scan()) {
            RunView run = new RunViewReader(layout).read(bundle);
            run.artifacts().forEach(artifact -> items.add(RebuildItem.of(run.runPath(), artifact)));
        }
        return items;
    }

    private List<Kind> run(RebuildRequest request) {
        List<Kind> kinds = Collections.synchronizedList(new ArrayList<>());
        process().run(items(), request, "all", (item, outcome) -> kinds.add(outcome.kind()));
        return kinds;
    }

    private static RebuildRequest missing() {
        return new RebuildRequest(NONE, true, false, false, "test");
    }

    private static RebuildRequest jpeg(boolean replace) {
        return new RebuildRequest(JPEG, false, false, replace, "test");
    }

    private List<String> findings() {
        return workspace.verify().findings().stream().map(Finding::code).toList();
    }

    private List<Path> files(String pattern) throws IOException {
        try (Stream<Path> all = Files.walk(workspace.outputs)) {
            return all.filter(file -> file.toString().matches(pattern)).sorted().toList();
        }
    }

    @Test
    void lost_files_come_back_byte_for_byte_without_a_line() throws IOException {
        for (Path web : files(".*_1/web/output_01.webp|.*_2/thumb/output_02.webp")) {
            Files.delete(web);
        }
        assertThat(findings()).hasSize(2);
        List<Kind> kinds = run(missing());
        assertThat(kinds).hasSize(6).containsOnly(Kind.RESTORED, Kind.UP_TO_DATE);
        assertThat(Collections.frequency(kinds, Kind.RESTORED)).isEqualTo(2);
        assertThat(made).hasValue(2);
        assertThat(findings()).isEmpty();
        assertThat(files(".*/ledger.jsonl")).isEmpty();
        assertThat(run(missing())).containsOnly(Kind.UP_TO_DATE).hasSize(6);
    }

    @Test
    void other_settings_are_recorded_and_what_they_replace_is_no_loss() throws IOException {
        Map<String, String> before = sums();
        assertThat(run(jpeg(false))).containsOnly(Kind.REBUILT).hasSize(6);
        assertThat(files(".*/web/output_0\\d.redo-[0-9a-f]{8}.jpg")).hasSize(6);
        assertThat(sums()).containsAllEntriesOf(before);
        assertThat(findings()).isEmpty();
        assertThat(run(jpeg(false))).containsOnly(Kind.UP_TO_DATE);
        RunView run =
                new RunViewReader(layout).read(new BundleReader(layout).scan().get(0));
        assertThat(run.artifacts().get(0).asset().orElseThrow().webPath()).endsWith(".jpg");

        RebuildRequest small = new RebuildRequest(
                new DerivativeOverrides(Map.of("image_web_max_dimension", "20")), false, false, true, "test");
        assertThat(run(small)).containsOnly(Kind.REBUILT).hasSize(6);
        assertThat(files(".*/web/.*\\.(webp|jpg)")).hasSize(6); // those of the last settings only
        assertThat(files(".*/web/.*\\.jpg")).hasSize(6);
        assertThat(findings()).isEmpty();
        assertThat(workspace.verify().notes()).isEmpty();
    }

    @Test
    void no_file_of_an_approved_artifact_is_replaced() throws IOException {
        RunView run =
                new RunViewReader(layout).read(new BundleReader(layout).scan().get(0));
        new ReviewService(layout, VariantGroupResolver.scanning(layout), Clock.systemUTC())
                .apply(
                        run.runPath(),
                        ReviewRequest.of(run.artifacts().get(0).record().id(), ReviewAction.APPROVE, "ada"));
        assertThat(run(jpeg(true))).containsOnly(Kind.REBUILT).hasSize(6);
        assertThat(files(".*/web/output_0\\d.webp")).singleElement().satisfies(file -> assertThat(file.toString())
                .endsWith(run.runPath() + "/web/output_01.webp"));
        assertThat(findings()).isEmpty();
    }

    private Map<String, String> sums() throws IOException {
        Map<String, String> sums = new java.util.TreeMap<>();
        for (Path file : files(".*/2\\d{3}-.*/.*\\.(png|webp|json|md|SHA256SUMS)")) {
            sums.put(file.toString(), TestWorkspace.sha256(file));
        }
        return sums;
    }

    @Test
    void a_rebuild_that_is_stopped_goes_on_and_makes_nothing_twice() {
        failAt = 4;
        assertThatThrownBy(() -> run(jpeg(false))).isInstanceOf(StorageException.class);
        assertThat(findings()).isEmpty();
        failAt = 0;
        assertThat(run(jpeg(false))).containsOnly(Kind.REBUILT).hasSize(3);
        assertThat(made).hasValue(7); // one attempt failed
        assertThat(findings()).isEmpty();
        assertThat(workspace.leftovers()).isEmpty();
    }

    @Test
    void processes_share_a_rebuild_and_none_makes_an_output_twice() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Kind> kinds = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            DerivativeRebuild process = process();
            ends.add(threads.submit(
                    () -> process.run(items(), jpeg(false), "all", (item, outcome) -> kinds.add(outcome.kind()))));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();
        assertThat(made).hasValue(6);
        assertThat(kinds.stream().filter(kind -> kind == Kind.REBUILT)).hasSize(6);
        assertThat(findings()).isEmpty();
    }

    @Test
    void hostile_originals_fail_alone_and_their_derivatives_stay() throws IOException {
        Files.write(files(".*_2/original/output_01.png").get(0), new byte[] {1, 2, 3});
        Files.delete(files(".*_3/original/output_02.png").get(0));
        assertThat(run(jpeg(true)))
                .containsExactlyInAnyOrder(
                        Kind.REBUILT, Kind.REBUILT, Kind.REBUILT, Kind.REBUILT, Kind.FAILED, Kind.SKIPPED);
        assertThat(files(".*_2/web/output_01.webp")).hasSize(1);
        assertThat(findings()).containsExactlyInAnyOrder("size_differs", "file_missing");
    }

    @Test
    void purged_derivatives_come_back_into_the_bundle_only_if_that_is_asked_for() throws IOException {
        RebuildItem first = items().get(0);
        new Purger(layout, new Protections(ExternalProtections.NONE, Clock.systemUTC()), Clock.systemUTC())
                .purge(new PurgeOrder(
                        PurgeOrder.newId(),
                        first.runPath(),
                        first.artifactId(),
                        RemovalScope.DERIVATIVES,
                        null,
                        null,
                        "test",
                        null,
                        Duration.ZERO));
        Path web = layout.bundle(first.runPath()).resolve("web/output_01.webp");
        assertThat(web).doesNotExist();
        assertThat(findings()).isEmpty();
        List<Kind> kinds = run(missing());
        assertThat(kinds).hasSize(6).containsOnly(Kind.SKIPPED, Kind.UP_TO_DATE);
        assertThat(made).hasValue(0);
        assertThat(run(new RebuildRequest(NONE, true, true, false, "test")))
                .hasSize(6)
                .containsOnly(Kind.REBUILT, Kind.UP_TO_DATE);
        assertThat(web).doesNotExist();
        assertThat(files(".*/web/output_01.redo-[0-9a-f]{8}.webp")).hasSize(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_dry_run_measures_a_sample_and_records_nothing() throws IOException {
        RebuildEstimate estimate = RebuildEstimate.of(process(), items(), jpeg(true), 2);
        assertThat(estimate.outputs()).isEqualTo(6);
        assertThat(estimate.toMake()).isEqualTo(6);
        assertThat(estimate.sampled()).isEqualTo(2);
        assertThat(estimate.bytes()).isPositive();
        assertThat(estimate.bytesReplaced()).isPositive();
        assertThat(made).hasValue(2);
        assertThat(files(".*/ledger.jsonl|.*redo.*|.*/rebuilds/.*")).isEmpty();
        assertThat(RebuildEstimate.of(process(), items(), missing(), 2).others())
                .containsEntry("up_to_date", 6);
    }

    @Test
    void settings_that_make_no_sense_are_refused_with_the_reason() {
        assertThatThrownBy(() -> new DerivativeOverrides(Map.of("image_web_fromat", "jpg"))
                        .over(io.runfolio.run.DerivativeSettings.defaults()))
                .hasMessageContaining("image_web_fromat");
        assertThatThrownBy(() -> new DerivativeOverrides(Map.of("image_web_quality", "101"))
                        .over(io.runfolio.run.DerivativeSettings.defaults()))
                .hasMessageContaining("image_web_quality");
        assertThatThrownBy(() -> new DerivativeOverrides(Map.of("image_web_format", "exe"))
                        .over(io.runfolio.run.DerivativeSettings.defaults()))
                .hasMessageContaining("image_web_format");
    }

    @Test
    void a_line_cannot_replace_files_of_another_output() throws IOException {
        RebuildItem first = items().get(0);
        Path bundle = layout.bundle(first.runPath());
        List<AssetRecord> outputs = new BundleReader(layout).run(bundle).outputs();
        String other = outputs.get(1).thumbPath();
        AssetRecord claiming = outputs.get(0).withThumb(other, 1, outputs.get(1).derivatives());
        RedoneOutput claim = new RedoneOutput(1, claiming, null, null, null, null, null);
        RedoneOutput taking = new RedoneOutput(1, outputs.get(0), null, null, null, null, List.of(other));
        new ReviewLogs(layout).append(bundle, lines -> Stream.of(claim, taking)
                .map(line -> RecordMapper.line(Map.of("action", "redo", "data", line.data())))
                .toList());

        assertThat(BundleReader.replaced(new RunFolder(bundle))).isEmpty();
        RedoLeftovers.removeIn(layout, bundle);
        assertThat(bundle.resolve(other)).exists();
    }

    @Test
    void an_original_whose_name_looks_like_a_redo_stays() throws IOException {
        Path bundle = layout.bundle(items().get(0).runPath());
        Path record = bundle.resolve("run.json");
        Files.writeString(
                record, Files.readString(record).replace("original/output_01.png", "original/a.redo-0123abcd.png"));
        Path original = bundle.resolve("original/a.redo-0123abcd.png");
        Files.move(bundle.resolve("original/output_01.png"), original);
        Path left = Files.createFile(bundle.resolve("web/a.redo-0123abcd.webp"));

        RedoLeftovers.removeIn(layout, bundle);

        assertThat(original).exists();
        assertThat(left).doesNotExist();
    }

    private void purgeDerivatives(RebuildItem item, Duration grace) {
        new Purger(layout, new Protections(ExternalProtections.NONE, Clock.systemUTC()), Clock.systemUTC())
                .purge(new PurgeOrder(
                        PurgeOrder.newId(),
                        item.runPath(),
                        item.artifactId(),
                        RemovalScope.DERIVATIVES,
                        null,
                        null,
                        "test",
                        null,
                        grace));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 30})
    void a_purge_while_derivatives_are_made_wins(long grace) throws IOException {
        RebuildItem first = items().get(0);
        meanwhile = () -> {
            meanwhile = () -> {};
            purgeDerivatives(first, Duration.ofDays(grace));
        };
        List<RebuildOutcome> outcomes = new ArrayList<>();
        process().run(List.of(first), jpeg(false), "first", (item, outcome) -> outcomes.add(outcome));
        assertThat(outcomes).containsExactly(RebuildOutcome.skipped("changed_meanwhile"));
        Path bundle = layout.bundle(first.runPath());
        assertThat(files(bundle + "/(web|thumb)/output_01.*")).isEmpty();
        assertThat(new RunViewReader(layout).read(bundle).retention().removals())
                .hasSize(1);
        assertThat(findings()).isEmpty();
        assertThat(workspace.leftovers()).isEmpty();
    }

    @Test
    void a_purge_after_a_rebuild_takes_the_sealed_and_the_new_files() throws IOException {
        RebuildItem first = items().get(0);
        process().run(List.of(first), jpeg(false), "first", (item, outcome) -> {});
        String files = layout.bundle(first.runPath()) + "/(web|thumb)/output_01.*";
        assertThat(files(files)).hasSize(4);
        purgeDerivatives(first, Duration.ZERO);
        assertThat(files(files)).isEmpty();
        assertThat(findings()).isEmpty();
        assertThat(run(jpeg(false))).hasSize(6).contains(Kind.SKIPPED);
        assertThat(files(files)).isEmpty();
    }

    @Test
    void derivatives_that_were_swept_before_they_were_recorded_are_not_recorded() throws IOException {
        RebuildItem first = items().get(0);
        Path bundle = layout.bundle(first.runPath());
        RunView run = new RunViewReader(layout).read(bundle);
        RedoWriter writer = new RedoWriter(layout, Clock.systemUTC());
        MediaParts media = MediaParts.of(settings, new ProcessChildRunner());
        assertThatThrownBy(() -> new Regeneration(layout, assets(media, media.images()))
                        .make(
                                bundle,
                                run,
                                1,
                                JPEG.over(run.run().derivativeSettings()),
                                made -> writer.write(
                                        bundle,
                                        made.redone(),
                                        made.staging(),
                                        "test",
                                        (now, artifact) -> {
                                            DurableFiles.tryDelete(made.staging()
                                                    .file(MadeFile.find(
                                                                    made.redone()
                                                                            .asset(),
                                                                    "web")
                                                            .orElseThrow()
                                                            .path()));
                                            return true;
                                        },
                                        false)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("try again");
        assertThat(files(".*/ledger.jsonl|" + bundle + "/.*redo.*")).isEmpty();
        assertThat(findings()).isEmpty();
        assertThat(run(jpeg(false))).containsOnly(Kind.REBUILT).hasSize(6);
    }
}

package io.runfolio.work.redo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.catalog.Duplicates;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Finding;
import io.runfolio.run.RunRequest;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.redo.RebuildOutcome.Kind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of older bundles get the facts that they lack, and no file changes. */
class MissingFactsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RebuildRequest MISSING =
            new RebuildRequest(new DerivativeOverrides(Map.of()), true, false, false, "test");

    @TempDir
    Path folder;

    private TestWorkspace workspace;
    private RunfolioSettings settings;
    private BundleLayout layout;
    private Path bundle;
    /** The output as it was sealed, before its facts were taken away. */
    private AssetRecord sealed;

    @BeforeEach
    void an_older_bundle() throws IOException {
        workspace = new TestWorkspace(folder);
        settings = workspace.settings("runfolio.min-free", "1MiB");
        layout = Backends.outputs(settings);
        Files.copy(Path.of("samples", "media", "misty_ridges.png"), workspace.media.resolve("a.png"));
        try (Runfolio runfolio = Runfolio.open(settings)) {
            sealed = runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                            .output(
                                    AssetKind.IMAGE,
                                    workspace.media.resolve("a.png").toString())
                            .build())
                    .outputs()
                    .get(0);
        }
        bundle = workspace.bundles().get(0);
        removeFacts();
    }

    /** Rewrites the sealed record as versions without placeholders and hashes wrote it. */
    private void removeFacts() throws IOException {
        Path file = bundle.resolve("run.json");
        String before = TestWorkspace.sha256(file);
        ObjectNode run = (ObjectNode) JSON.readTree(Files.readString(file));
        run.get("outputs")
                .forEach(output -> ((ObjectNode) output.get("metadata").get("runfolio"))
                        .remove(List.of("placeholder", "perceptual_hash")));
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(run) + "\n");
        Path sums = bundle.resolve("SHA256SUMS");
        Files.writeString(sums, Files.readString(sums).replace(before, TestWorkspace.sha256(file)));
    }

    private List<RebuildItem> items() {
        RunView run = new RunViewReader(layout).read(bundle);
        return run.artifacts().stream()
                .map(artifact -> RebuildItem.of(run.runPath(), artifact))
                .toList();
    }

    private List<Kind> rebuild(RebuildRequest request) {
        List<Kind> kinds = new ArrayList<>();
        try (Runfolio runfolio = Runfolio.open(settings)) {
            runfolio.derivatives().run(items(), request, "all", (item, outcome) -> kinds.add(outcome.kind()));
        }
        return kinds;
    }

    private AssetRecord output() {
        return new BundleReader(layout).run(bundle).outputs().get(0);
    }

    private Map<String, String> sums() throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(bundle)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("ledger.jsonl")) {
                    sums.put(bundle.relativize(file).toString(), TestWorkspace.sha256(file));
                }
            }
        }
        return sums;
    }

    private List<String> findings() {
        return workspace.verify().findings().stream().map(Finding::code).toList();
    }

    @Test
    void facts_that_the_record_lacks_are_recorded_without_any_file() throws IOException {
        Map<String, String> before = sums();
        assertThat(AssetExtras.of(output()).placeholder()).isEmpty();
        assertThat(rebuild(MISSING)).containsExactly(Kind.RECORDED);

        AssetExtras now = AssetExtras.of(output());
        AssetExtras then = AssetExtras.of(sealed);
        assertThat(now.placeholder()).isPresent();
        assertThat(now.perceptualHash()
                        .orElseThrow()
                        .distance(then.perceptualHash().orElseThrow())
                        .structure())
                .isLessThanOrEqualTo(4);
        assertThat(output().derivatives()).isEqualTo(sealed.derivatives());
        assertThat(output().webPath()).isEqualTo(sealed.webPath());
        assertThat(sums()).isEqualTo(before);
        assertThat(findings()).isEmpty();
        assertThat(workspace.verify().notes()).isEmpty();
    }

    @Test
    void a_second_run_records_nothing() throws IOException {
        assertThat(rebuild(MISSING)).containsExactly(Kind.RECORDED);
        String ledger = Files.readString(bundle.resolve("ledger.jsonl"), StandardCharsets.UTF_8);
        assertThat(rebuild(MISSING)).containsExactly(Kind.UP_TO_DATE);
        assertThat(Files.readString(bundle.resolve("ledger.jsonl"))).isEqualTo(ledger);
    }

    @Test
    void a_dry_run_counts_what_lacks_facts_and_records_nothing() throws IOException {
        try (Runfolio runfolio = Runfolio.open(settings)) {
            RebuildEstimate estimate = RebuildEstimate.of(runfolio.derivatives(), items(), MISSING, 3);
            assertThat(estimate.toMake()).isEqualTo(1);
            assertThat(estimate.sampled()).isEqualTo(1);
            assertThat(estimate.bytes()).isZero();
            assertThat(estimate.bytesReplaced()).isZero();
        }
        assertThat(bundle.resolve("ledger.jsonl")).doesNotExist();
    }

    @Test
    void a_rebuild_after_facts_were_recorded_keeps_the_sealed_files() throws IOException {
        Map<String, String> before = sums();
        rebuild(MISSING);
        RebuildRequest jpeg = new RebuildRequest(
                new DerivativeOverrides(Map.of("image_web_format", "jpg")), false, false, false, "test");
        assertThat(rebuild(jpeg)).containsExactly(Kind.REBUILT);
        assertThat(sums()).containsAllEntriesOf(before);
        assertThat(findings()).isEmpty();
    }

    @Test
    void facts_over_a_rebuild_keep_its_files() throws IOException {
        RebuildRequest jpeg = new RebuildRequest(
                new DerivativeOverrides(Map.of("image_web_format", "jpg")), false, false, false, "test");
        assertThat(rebuild(jpeg)).containsExactly(Kind.REBUILT);
        String line = Files.readString(bundle.resolve("ledger.jsonl"));
        ObjectNode older = (ObjectNode) JSON.readTree(line);
        ((ObjectNode) older.at("/data/asset/metadata/runfolio")).remove(List.of("placeholder", "perceptual_hash"));
        Files.writeString(bundle.resolve("ledger.jsonl"), JSON.writeValueAsString(older) + "\n");
        Map<String, String> before = sums();

        assertThat(rebuild(MISSING)).containsExactly(Kind.RECORDED);
        assertThat(sums()).isEqualTo(before);
        assertThat(output().webPath()).endsWith(".jpg");
        assertThat(AssetExtras.of(output()).perceptualHash()).isPresent();
        assertThat(rebuild(jpeg)).containsExactly(Kind.UP_TO_DATE);
    }

    @Test
    void a_lost_file_and_facts_are_completed_by_one_run() throws IOException {
        Map<String, String> before = sums();
        Files.delete(bundle.resolve(sealed.webPath()));
        assertThat(rebuild(MISSING)).containsExactly(Kind.RECORDED);
        assertThat(sums()).isEqualTo(before);
        assertThat(rebuild(MISSING)).containsExactly(Kind.UP_TO_DATE);
    }

    @Test
    void a_thumb_that_was_changed_gives_no_facts() throws IOException {
        Files.copy(
                bundle.resolve(sealed.webPath()),
                bundle.resolve(sealed.thumbPath()),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(rebuild(MISSING)).containsExactly(Kind.FAILED);
        assertThat(bundle.resolve("ledger.jsonl")).doesNotExist();
    }

    @Test
    void the_search_for_duplicates_finds_a_recorded_hash() throws IOException {
        Path again = workspace.media.resolve("again.jpg");
        ImageIO.write(rgb(ImageIO.read(workspace.media.resolve("a.png").toFile())), "jpg", again.toFile());
        try (Runfolio runfolio = Runfolio.open(settings)) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", "other")
                    .output(AssetKind.IMAGE, again.toString())
                    .build());
        }
        String id = items().get(0).artifactId();
        assertThat(reencoded(id)).isEmpty();
        rebuild(MISSING);
        assertThat(reencoded(id)).hasSize(1);
    }

    private static BufferedImage rgb(BufferedImage picture) {
        BufferedImage rgb = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        rgb.createGraphics().drawImage(picture, 0, 0, null);
        return rgb;
    }

    private List<Duplicates.Match> reencoded(String id) {
        return CurrentCatalog.query(
                settings, catalog -> catalog.duplicates(catalog.artifact(id).orElseThrow(), 50)
                        .reencoded());
    }
}

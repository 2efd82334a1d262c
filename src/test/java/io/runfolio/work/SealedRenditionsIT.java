package io.runfolio.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.transfer.ExportFormat;
import io.runfolio.artifact.transfer.ExportItem;
import io.runfolio.artifact.transfer.ExportManifest;
import io.runfolio.artifact.transfer.ExportOptions;
import io.runfolio.artifact.transfer.ExportTarget;
import io.runfolio.artifact.transfer.FileNameTemplate;
import io.runfolio.artifact.transfer.FolderTarget;
import io.runfolio.artifact.transfer.Importer;
import io.runfolio.artifact.transfer.TransferException;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.redo.Redo;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Named renditions that are made at sealing, in the bundle and in everything that reads it. */
class SealedRenditionsIT {
    private static final String CARD = "fill 64x48 format=jpg make=sealing";

    @TempDir
    private Path folder;

    private TestWorkspace testWorkspace;

    @BeforeEach
    void open() {
        testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 200, 100, 1);
    }

    private RunfolioSettings settings(String... more) {
        String[] all = new String[more.length + 4];
        System.arraycopy(more, 0, all, 4, more.length);
        all[0] = "runfolio.image.renditions.card";
        all[1] = CARD;
        all[2] = "runfolio.image.renditions.icon";
        all[3] = "square 16 format=png";
        return testWorkspace.settings(all);
    }

    private static RunArtifact seal(RunfolioSettings settings, AssetSource output) {
        try (Runfolio runfolio = Runfolio.open(settings)) {
            return runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                    .idempotencyKey("k")
                    .output(output)
                    .build());
        }
    }

    private static AssetSource picture(Map<String, Object> metadata) {
        return new AssetSource(AssetKind.IMAGE, "media/a.png", "output", null, null, List.of(), metadata);
    }

    private Path bundle() {
        return testWorkspace.bundles().get(0);
    }

    private JsonNode recorded() {
        return TestWorkspace.json(bundle().resolve("run.json")).at("/outputs/0/metadata/runfolio/renditions");
    }

    private List<String> codes() {
        return testWorkspace.verify().findings().stream().map(Finding::code).toList();
    }

    private ExportManifest export(RunfolioSettings settings, Path target, String... renditions) throws IOException {
        ExportItem item =
                new ExportItem(testWorkspace.outputs.relativize(bundle()).toString(), Optional.empty());
        ExportOptions options = new ExportOptions(
                Set.of(ExportFormat.WEB), List.of(), FileNameTemplate.of("picture"), List.of(renditions));
        try (ExportTarget to = FolderTarget.of(target)) {
            return Runfolio.exporter(settings).export(List.of(item), options, to);
        }
    }

    @Test
    void a_rendition_is_a_file_of_the_bundle_with_its_facts_in_the_free_map() throws IOException {
        seal(settings(), picture(Map.of()));

        assertThat(recorded()).hasSize(1);
        JsonNode card = recorded().get(0);
        Path file = bundle().resolve("web/output_01_card.jpg");
        BufferedImage made = ImageIO.read(file.toFile());
        assertThat(new int[] {made.getWidth(), made.getHeight()}).containsExactly(64, 48);
        assertThat(card.get("name").asText()).isEqualTo("card");
        assertThat(card.get("relative_path").asText()).isEqualTo("web/output_01_card.jpg");
        assertThat(card.get("mime_type").asText()).isEqualTo("image/jpeg");
        assertThat(card.get("width").asInt()).isEqualTo(64);
        assertThat(card.get("height").asInt()).isEqualTo(48);
        assertThat(card.get("bytes").asLong()).isEqualTo(Files.size(file));
        assertThat(card.get("sha256").asText()).isEqualTo(TestWorkspace.sha256(file));
        assertThat(Files.readString(bundle().resolve("SHA256SUMS")))
                .contains(TestWorkspace.sha256(file) + "  web/output_01_card.jpg\n");
    }

    @Test
    void several_renditions_of_one_output_have_their_own_sizes_and_nothing_else_is_left() throws IOException {
        seal(
                testWorkspace.settings(
                        "runfolio.image.renditions.card",
                        CARD,
                        "runfolio.image.renditions.icon",
                        "square 16 format=png make=sealing"),
                picture(Map.of()));

        assertThat(recorded()).hasSize(2);
        assertThat(ImageIO.read(bundle().resolve("web/output_01_icon.png").toFile())
                        .getWidth())
                .isEqualTo(16);
        try (var files = Files.list(bundle().resolve("web"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("output_01.webp", "output_01_card.jpg", "output_01_icon.png");
        }
    }

    @Test
    void the_record_keeps_the_form_that_strict_readers_allow() throws IOException {
        seal(settings(), picture(Map.of()));

        var schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs", "schema", "run.schema.json")));
        assertThat(schema.validate(TestWorkspace.json(bundle().resolve("run.json"))))
                .isEmpty();
    }

    @Test
    void verify_finds_a_changed_a_missing_and_no_whole_rendition() throws IOException {
        seal(settings(), picture(Map.of()));
        assertThat(codes()).isEmpty();
        Path file = bundle().resolve("web/output_01_card.jpg");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(codes()).containsExactly("checksum_differs");
        Files.delete(file);
        assertThat(codes()).containsExactly("file_missing");
    }

    @Test
    void an_event_cannot_claim_renditions() {
        Map<String, Object> claimed =
                Map.of("runfolio", Map.of("renditions", List.of(Map.of("name", "x", "relative_path", "run.json"))));
        seal(testWorkspace.settings(), picture(claimed));
        assertThat(recorded().isMissingNode()).isTrue();
        assertThat(codes()).isEmpty();
    }

    @Test
    void a_run_without_checksums_has_renditions_without_checksums() throws IOException {
        try (Runfolio runfolio = Runfolio.open(settings())) {
            runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                    .derivativeSettings(
                            new DerivativeSettings(1600, "webp", 82, 384, "webp", 76, 1280, 640, "jpg", false, false))
                    .output(picture(Map.of()))
                    .build());
        }
        assertThat(recorded().get(0).get("sha256").isNull()).isTrue();
        assertThat(codes()).isEmpty();
    }

    @Test
    void an_output_without_a_picture_has_no_renditions() throws IOException {
        Files.writeString(testWorkspace.media.resolve("a.png"), "no picture");
        RunArtifact run = seal(settings(), picture(Map.of()));
        assertThat(recorded().isMissingNode()).isTrue();
        assertThat(run.warnings()).noneMatch(warning -> warning.contains("rendition"));
        assertThat(codes()).isEmpty();
    }

    @Test
    void an_export_takes_a_rendition_from_the_bundle_and_makes_what_is_not_there() throws IOException {
        seal(settings(), picture(Map.of()));
        Path sealed = bundle().resolve("web/output_01_card.jpg");

        ExportManifest manifest = export(settings(), folder.resolve("both"), "card", "icon");

        assertThat(manifest.problems()).isEmpty();
        assertThat(folder.resolve("both/renditions/card/picture.jpg")).hasSameBinaryContentAs(sealed);
        BufferedImage icon =
                ImageIO.read(folder.resolve("both/renditions/icon/picture.png").toFile());
        assertThat(new int[] {icon.getWidth(), icon.getHeight()}).containsExactly(16, 16);
        assertThat(manifest.files())
                .filteredOn(file -> file.role().equals("rendition"))
                .extracting(ExportManifest.ExportedFile::verified)
                .containsExactly(true, false);

        Files.delete(sealed);
        assertThat(export(settings(), folder.resolve("again"), "card").problems())
                .isEmpty();
        assertThat(folder.resolve("again/renditions/card/picture.jpg")).isNotEmptyFile();
    }

    @Test
    void a_rendition_that_the_settings_define_otherwise_by_now_is_made_for_the_export() throws IOException {
        seal(settings(), picture(Map.of()));
        RunfolioSettings now = testWorkspace.settings("runfolio.image.renditions.card", "square 20 format=png");
        export(now, folder.resolve("now"), "card");
        assertThat(ImageIO.read(folder.resolve("now/renditions/card/picture.png")
                                .toFile())
                        .getWidth())
                .isEqualTo(20);
    }

    @Test
    void an_export_of_an_unknown_rendition_names_the_known_ones_and_writes_nothing() {
        seal(settings(), picture(Map.of()));
        assertThatThrownBy(() -> export(settings(), folder.resolve("none"), "crad"))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("crad")
                .hasMessageContaining("card, icon")
                .hasMessageContaining("runfolio.image.renditions.crad");

        Path zip = folder.resolve("none.zip");
        int status = RunfolioCommand.execute(
                "export",
                "--all",
                "--to",
                zip.toString(),
                "--rendition",
                "crad",
                "--outputs",
                testWorkspace.outputs.toString());
        assertThat(status).isEqualTo(2);
        assertThat(zip).doesNotExist();
    }

    @Test
    void an_imported_bundle_has_its_renditions() throws IOException {
        seal(settings(), picture(Map.of()));
        ExportItem item =
                new ExportItem(testWorkspace.outputs.relativize(bundle()).toString(), Optional.empty());
        ExportOptions options = new ExportOptions(
                Set.of(ExportFormat.BUNDLE), List.of(), FileNameTemplate.defaultTemplate(), List.of());
        try (ExportTarget to = FolderTarget.of(folder.resolve("bundles"))) {
            Runfolio.exporter(settings()).export(List.of(item), options, to);
        }
        TestWorkspace there = new TestWorkspace(folder.resolve("there"));
        Runfolio.open(there.settings()).close();

        new Importer(Backends.outputs(there.outputs), 1 << 30).importBundles(folder.resolve("bundles"), false);

        assertThat(there.bundles().get(0).resolve("web/output_01_card.jpg"))
                .hasSameBinaryContentAs(bundle().resolve("web/output_01_card.jpg"));
        assertThat(there.verify().findings()).isEmpty();
    }

    @Test
    void a_redo_makes_the_renditions_too() {
        RunfolioSettings narrow = settings("runfolio.image.max-megapixels", "1");
        testWorkspace.writePicture("a.png", 1200, 1000, 1);
        RunArtifact run = seal(narrow, picture(Map.of()));
        assertThat(recorded().isMissingNode()).isTrue();

        try (Runfolio runfolio = Runfolio.open(settings())) {
            Redo redo = runfolio.redo();
            var candidates = Redo.candidates(redo.run(run.runId()).orElseThrow(), Optional.empty(), Optional.empty());
            assertThat(redo.redo(candidates.get(0), "test").state()).isEqualTo("ready");
        }

        var asset = new RunViewReader(Backends.outputs(testWorkspace.outputs))
                .find(run.runId())
                .orElseThrow()
                .run()
                .outputs()
                .get(0);
        var rendition = AssetExtras.of(asset).renditions().get(0);
        assertThat(rendition.relativePath()).matches("web/output_01\\.redo-[0-9a-f]{8}_card\\.jpg");
        assertThat(bundle().resolve(rendition.relativePath())).isNotEmptyFile();
        assertThat(codes()).isEmpty();
    }
}

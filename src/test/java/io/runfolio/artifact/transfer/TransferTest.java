package io.runfolio.artifact.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.RunfolioException;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.RunIndex;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.Finding;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bundles on their way from one outputs folder to another. */
class TransferTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PLENTY = 1L << 30;

    @TempDir
    Path folder;

    private BundleLayout here;
    private BundleLayout there;
    private RunViewReader views;
    private ReviewService reviewService;
    private Exporter exporter;

    @BeforeEach
    void open() {
        here = Backends.outputs(folder.resolve("here"));
        there = Backends.outputs(folder.resolve("there"));
        views = new RunViewReader(here);
        reviewService = new ReviewService(here, VariantGroupResolver.scanning(here), Bundles.CLOCK);
        PictureRenderer none = (source, format, side, stem) ->
                new PictureRenderer.Rendered(Optional.empty(), "these few bytes are no picture");
        exporter = new Exporter(here, none, Bundles.CLOCK);
    }

    @Test
    void an_export_has_originals_sidecars_and_a_manifest_that_names_every_file() throws IOException {
        RunView run = seal("e1");
        String id = run.artifacts().get(0).record().id();
        reviewService.apply(
                run.runPath(), ReviewRequest.of(id, ReviewAction.APPROVE, "ada").withNote("good"));

        Path zip = export(ExportOptions.originals(), run);

        Map<String, byte[]> files = unzip(zip);
        String stem = run.run().runId() + "_01_kling";
        assertThat(files)
                .containsOnlyKeys(
                        stem + ".png",
                        stem + ".json",
                        stem.replace("_01_", "_02_") + ".mp4",
                        stem.replace("_01_", "_02_") + ".json",
                        "manifest.json");
        assertThat(files.get(stem + ".png"))
                .isEqualTo(
                        Files.readAllBytes(here.outputs().resolve(run.runPath()).resolve("original/output_01.png")));
        JsonNode sidecar = JSON.readTree(files.get(stem + ".json"));
        assertThat(sidecar.at("/artifact/id").asText()).isEqualTo(id);
        assertThat(sidecar.at("/review/status").asText()).isEqualTo("approved");
        assertThat(sidecar.at("/ledger/0/note").asText()).isEqualTo("good");
        assertThat(sidecar.at("/run"))
                .isEqualTo(JSON.readTree(here.outputs()
                        .resolve(run.runPath())
                        .resolve("run.json")
                        .toFile()));
        JsonNode manifest = JSON.readTree(files.get("manifest.json"));
        assertThat(manifest.get("problems")).isEmpty();
        assertThat(manifest.get("files")).hasSize(4).allSatisfy(file -> {
            byte[] bytes = files.get(file.get("path").asText());
            assertThat(file.get("bytes").asLong()).isEqualTo(bytes.length);
            assertThat(file.get("sha256").asText()).isEqualTo(sha256(bytes));
            assertThat(file.get("verified").asBoolean()).isTrue();
        });
    }

    @Test
    void a_damaged_or_missing_original_is_said_and_not_exported() throws IOException {
        RunView run = seal("e1");
        Path bundle = here.outputs().resolve(run.runPath());
        Files.writeString(bundle.resolve("original/output_01.png"), "Original output_01"); // of the same length
        Files.delete(bundle.resolve("original/output_02.mp4"));

        Path target = folder.resolve("out");
        ExportManifest manifest;
        try (ExportTarget into = FolderTarget.of(target)) {
            manifest = exporter.export(
                    items(run),
                    new ExportOptions(
                            Set.of(ExportFormat.ORIGINAL, ExportFormat.WEB, ExportFormat.BUNDLE),
                            List.of(),
                            FileNameTemplate.defaultTemplate()),
                    into);
        }

        assertThat(manifest.problems())
                .extracting(ExportManifest.Problem::role, ExportManifest.Problem::code)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("original", "damaged"),
                        org.assertj.core.groups.Tuple.tuple("original", "missing"),
                        org.assertj.core.groups.Tuple.tuple("bundle", "damaged"));
        assertThat(files(target).keySet()).noneMatch(path -> path.startsWith("bundles/"));
        assertThat(files(target).keySet().stream().filter(path -> !path.endsWith(".json")))
                .hasSize(2)
                .allMatch(path -> path.contains("_web."));
    }

    @Test
    void a_report_without_a_file_is_exported_as_its_sidecar() throws IOException {
        RunRequest request = RunRequest.builder("succeeded", "scholar")
                .artifact(new ArtifactHint(
                        "research", "brief", null, null, null, Map.of("title", "Tides"), List.of("artifact-00")))
                .build();
        RunView run = views.at(Bundles.seal(here, request, "report").runDir()).orElseThrow();

        Map<String, byte[]> files = unzip(export(ExportOptions.originals(), run));

        assertThat(files).hasSize(2);
        JsonNode sidecar = JSON.readTree(files.get(run.run().runId() + "_01_scholar.json"));
        assertThat(sidecar.at("/artifact/content/title").asText()).isEqualTo("Tides");
        assertThat(sidecar.at("/sources/artifact_ids/0").asText()).isEqualTo("artifact-00");
    }

    @Test
    void what_does_not_exist_is_a_problem_and_not_the_end() throws IOException {
        RunView run = seal("e1");
        List<ExportItem> items = new ArrayList<>(items(run));
        items.add(new ExportItem(run.runPath(), Optional.of("artifact-0000000000000000")));
        items.add(new ExportItem("../..", Optional.empty()));

        try (ExportTarget target = new ZipTarget(OutputStream.nullOutputStream())) {
            assertThat(exporter.export(items, ExportOptions.originals(), target).problems())
                    .extracting(ExportManifest.Problem::code)
                    .containsExactly("unknown_artifact", "unknown_artifact");
        }
    }

    @Test
    void a_contact_sheet_has_pages_of_thumbnails_and_is_named_in_the_manifest() throws IOException {
        var request = RunRequest.builder("succeeded", "model").output(AssetKind.AUDIO, "a.mp3");
        for (int i = 0; i < 35; i++) {
            request.output(AssetKind.IMAGE, i + ".png");
        }
        RunView run =
                views.at(Bundles.seal(here, request.build(), "e1").runDir()).orElseThrow();
        PictureRenderer red = (source, format, side, stem) -> {
            assertThat(source).hasParent(here.outputs().resolve(run.runPath()).resolve("thumb"));
            return new PictureRenderer.Rendered(
                    Optional.of(picture(stem.resolveSibling(stem.getFileName() + ".png"), side.getAsInt())), "");
        };
        exporter = new Exporter(here, red, Bundles.CLOCK);

        Map<String, byte[]> files = unzip(export(
                new ExportOptions(Set.of(ExportFormat.SHEET), List.of(), FileNameTemplate.defaultTemplate()), run));

        assertThat(files.keySet().stream().filter(name -> !name.endsWith(".json")))
                .containsExactly("contact_sheet_001.jpg", "contact_sheet_002.jpg");
        BufferedImage first = ImageIO.read(new ByteArrayInputStream(files.get("contact_sheet_001.jpg")));
        BufferedImage last = ImageIO.read(new ByteArrayInputStream(files.get("contact_sheet_002.jpg")));
        assertThat(first.getWidth()).isEqualTo(last.getWidth()).isEqualTo(5 * 320 + 6 * 24);
        assertThat(first.getHeight()).as("six rows, and two").isGreaterThan(2 * last.getHeight());
        assertThat(isRed(first, 24 + 160, 24 + 80))
                .as("the audio has no picture")
                .isFalse();
        assertThat(isRed(first, 24 + 344 + 160, 24 + 160)).isTrue();
        assertThat(isRed(first, 24 + 344 + 160, 24 + 20))
                .as("the picture is half as high")
                .isFalse();
        JsonNode pages = JSON.readTree(files.get("manifest.json")).get("files");
        assertThat(pages)
                .filteredOn(file -> file.get("role").asText().equals("sheet"))
                .hasSize(2)
                .allMatch(file ->
                        file.get("run_id").isNull() && file.get("artifact_id").isNull());
        assertThat(here.stagingRoot()).isDirectoryNotContaining("glob:**/export-*");
    }

    private static Path picture(Path file, int side) {
        try {
            BufferedImage red = new BufferedImage(side, side / 2, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < side * side / 2; i++) {
                red.setRGB(i % side, i / side, 0xff0000);
            }
            ImageIO.write(red, "png", file.toFile());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRed(BufferedImage page, int x, int y) {
        Color color = new Color(page.getRGB(x, y));
        return color.getRed() > 230 && color.getGreen() < 40 && color.getBlue() < 40;
    }

    @Test
    @Timeout(180)
    void names_that_the_export_itself_uses_get_a_prefix() throws IOException {
        RunView run = seal("e1");

        for (String template : List.of("bundles/{position}", "manifest", "contact_sheet_001")) {
            assertThat(unzip(export(
                                    new ExportOptions(
                                            Set.of(ExportFormat.ORIGINAL), List.of(), FileNameTemplate.of(template)),
                                    run))
                            .keySet())
                    .as(template)
                    .contains("_" + template.replace("{position}", "01") + ".png");
        }
    }

    @Test
    void names_are_safe_and_each_is_given_once() throws IOException {
        RunRequest request = RunRequest.builder("succeeded", "../../CON\n:*?")
                .output(AssetKind.IMAGE, "a.png")
                .output(AssetKind.IMAGE, "b.png")
                .build();
        RunView run = views.at(Bundles.seal(here, request, "e1").runDir()).orElseThrow();
        ExportOptions options =
                new ExportOptions(Set.of(ExportFormat.ORIGINAL), List.of(), FileNameTemplate.of("{date}/{model}"));

        Map<String, byte[]> files = unzip(export(options, run));

        assertThat(files.keySet())
                .containsExactly(
                        "2026-03-26/__.._CON_.json",
                        "2026-03-26/__.._CON_.png",
                        "2026-03-26/__.._CON__2.json",
                        "2026-03-26/__.._CON__2.png",
                        "manifest.json");
        assertThatThrownBy(() -> FileNameTemplate.of("{run_id}_{nonsense}")).isInstanceOf(TransferException.class);
        assertThatThrownBy(() -> FolderTarget.of(here.outputs())).isInstanceOf(TransferException.class);
    }

    @Test
    void whole_bundles_arrive_elsewhere_byte_for_byte_with_their_ids_and_an_index_line() throws IOException {
        RunView first = seal("e1");
        RunView second = seal("e2");
        String id = first.artifacts().get(0).record().id();
        reviewService.apply(first.runPath(), ReviewRequest.of(id, ReviewAction.APPROVE, "ada"));
        Path zip = export(bundles(), first, second);

        List<ImportResult> arrivals = new Importer(there, PLENTY).importBundles(zip, false);

        assertThat(arrivals).extracting(ImportResult::state).containsExactly("added", "added");
        assertThat(files(there.outputs().resolve(first.runPath())))
                .isEqualTo(files(here.outputs().resolve(first.runPath())));
        assertThat(files(there.outputs().resolve(second.runPath())))
                .isEqualTo(files(here.outputs().resolve(second.runPath())));
        assertThat(new RunViewReader(there).at(first.runPath()).orElseThrow())
                .isEqualTo(views.at(first.runPath()).orElseThrow());
        assertThat(new RunIndex(there).size()).isEqualTo(2);
        assertThat(findings(there)).isEmpty();

        assertThat(new Importer(there, PLENTY).importBundles(zip, false))
                .extracting(ImportResult::state)
                .containsOnly("known");
        assertThat(new RunIndex(there).size()).isEqualTo(2);
        assertThat(findings(there)).isEmpty();
    }

    @Test
    void a_run_of_the_same_id_with_other_contents_stays_out() throws IOException {
        RunView run = seal("e1");
        Path zip = export(bundles(), run);
        RunRequest other = RunRequest.builder("failed", "kling").build();
        String path = Bundles.seal(there, other, "another").runDir();
        assertThat(path).isEqualTo(run.runPath());
        Map<String, String> before = files(there.outputs().resolve(path));

        List<ImportResult> arrivals = new Importer(there, PLENTY).importBundles(zip, false);

        assertThat(arrivals).singleElement().matches(ImportResult::wasRefused);
        assertThat(files(there.outputs().resolve(path))).isEqualTo(before);
    }

    @Test
    void a_run_whose_event_was_bundled_under_another_id_stays_out() throws IOException {
        RunView run = seal("e1");
        Path zip = export(bundles(), run);
        Bundles.seal(there, RunRequest.builder("failed", "other").build(), "e1");
        new io.runfolio.index.ProcessedEvents(there).restoreMissing(new io.runfolio.bundle.BundleReader(there));

        assertThat(new Importer(there, PLENTY).importBundles(zip, false))
                .singleElement()
                .satisfies(importResult -> assertThat(importResult.reason()).contains("20260326_214512_other"));
    }

    @Test
    void a_run_that_went_on_here_is_known_and_one_that_went_on_there_is_not_lost() throws IOException {
        RunView run = seal("e1");
        Path early = export(bundles(), run);
        String id = run.artifacts().get(0).record().id();
        new Importer(there, PLENTY).importBundles(early, false);
        new ReviewService(there, VariantGroupResolver.scanning(there), Bundles.CLOCK)
                .apply(run.runPath(), ReviewRequest.of(id, ReviewAction.APPROVE, "ada"));

        assertThat(new Importer(there, PLENTY).importBundles(early, false))
                .singleElement()
                .extracting(ImportResult::state)
                .isEqualTo("known");

        reviewService.apply(run.runPath(), ReviewRequest.of(id, ReviewAction.REJECT, "bob"));
        assertThat(new Importer(there, PLENTY).importBundles(export(bundles(), run), false))
                .singleElement()
                .matches(ImportResult::wasRefused);
        assertThat(new RunViewReader(there)
                        .at(run.runPath())
                        .orElseThrow()
                        .artifacts()
                        .get(0)
                        .review()
                        .status())
                .isEqualTo("approved");
    }

    @Test
    void a_dry_run_says_what_would_become_and_changes_nothing() throws IOException {
        RunView run = seal("e1");

        List<ImportResult> arrivals = new Importer(there, PLENTY).importBundles(export(bundles(), run), true);

        assertThat(arrivals).extracting(ImportResult::state).containsExactly("would_add");
        assertThat(files(there.outputs())).isEmpty();
    }

    @Test
    void an_export_that_does_not_match_its_manifest_is_refused_before_anything_is_visible() throws IOException {
        RunView run = seal("e1");
        Path zip = export(bundles(), run);
        String original = "bundles/" + run.runPath() + "/original/output_01.png";

        Path damaged = rewritten(zip, Map.of(original, "other bytes".getBytes()), node -> {});
        assertThat(new Importer(there, PLENTY).importBundles(damaged, false))
                .singleElement()
                .satisfies(importResult -> assertThat(importResult.reason()).contains("is not what the manifest says"));

        Path bomb = rewritten(zip, Map.of(original, new byte[64 << 20]), node -> {});
        assertThat(Files.size(bomb)).isLessThan(1 << 20);
        assertThat(new Importer(there, PLENTY).importBundles(bomb, false))
                .singleElement()
                .matches(ImportResult::wasRefused);
        assertThatThrownBy(() -> new Importer(there, 100).importBundles(zip, false))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo("too_large"));

        Path stranger = rewritten(zip, Map.of("bundles/2026-03-26/x/run.json", new byte[1]), node -> {});
        assertThat(files(there.outputs())).isEmpty();
        assertThat(new Importer(there, PLENTY).importBundles(stranger, false))
                .extracting(ImportResult::code)
                .containsExactly("", "stranger");
        assertThat(there.outputs().resolve("2026-03-26/x")).doesNotExist();
    }

    @Test
    void paths_that_lead_elsewhere_are_refused() throws IOException {
        RunView run = seal("e1");
        Path zip = export(bundles(), run);
        for (String path : List.of(
                "bundles/2026-03-26/../../../evil.txt",
                "/etc/evil",
                "bundles/2026-03-26/run/..\\..\\evil",
                "bundles/../2026-03-26/run/evil",
                "bundles/2026-03-26/.hidden/evil",
                "bundles/not-a-day/run/evil",
                "bundles/2026-03-26/run/a:b",
                "C:/evil/a/b",
                "bundles/2026-03-26/evil.txt")) {
            Path evil = rewritten(zip, Map.of(path, new byte[1]), manifest -> ((ObjectNode) manifest)
                    .withArray("files")
                    .addObject()
                    .put("path", path)
                    .put("role", "bundle")
                    .put("bytes", 1)
                    .put("sha256", sha256(new byte[1])));
            assertThat(new Importer(there, PLENTY).importBundles(evil, false))
                    .as(path)
                    .extracting(ImportResult::code)
                    .containsExactlyInAnyOrder("", "bad_path");
        }
        assertThat(files(folder).keySet()).noneMatch(path -> path.endsWith("evil.txt") || path.endsWith("evil"));
        assertThat(findings(there)).isEmpty();
    }

    @Test
    void what_is_no_export_is_said_to_be_none() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.zip"), "no zip at all");
        assertThatThrownBy(() -> new Importer(there, PLENTY).importBundles(text, false))
                .isInstanceOf(TransferException.class);
        assertThatThrownBy(() -> new Importer(there, PLENTY).importBundles(folder.resolve("nothing"), false))
                .isInstanceOf(TransferException.class);
        RunView run = seal("e1");
        Path files = export(ExportOptions.originals(), run);
        assertThatThrownBy(() -> new Importer(there, PLENTY).importBundles(files, false))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo("no_bundles"));
    }

    @Test
    void a_bundle_of_another_program_elsewhere_is_copied_in_with_records_of_its_own() throws IOException {
        RunView sealed = seal("e1");
        Path foreign = foreign(sealed);
        Map<String, String> before = files(foreign);

        List<ImportResult> dry = new Adopter(there).adopt(here.outputs(), true);
        assertThat(dry).extracting(ImportResult::state).containsExactly("would_add");
        assertThat(files(there.outputs())).isEmpty();

        assertThat(new Adopter(there).adopt(here.outputs(), false))
                .containsExactly(new ImportResult(sealed.run().runId(), sealed.runPath(), "added", ""));

        assertThat(files(foreign)).isEqualTo(before);
        Map<String, String> after = files(there.outputs().resolve(sealed.runPath()));
        assertThat(after.remove("artifacts.json")).contains("\"artifact-");
        assertThat(after).isEqualTo(before);
        assertThat(new RunViewReader(there).at(sealed.runPath()).orElseThrow().artifacts())
                .isEqualTo(new RunViewReader(here)
                        .at(sealed.runPath())
                        .orElseThrow()
                        .artifacts());
        assertThat(new RunViewReader(there)
                        .at(sealed.runPath())
                        .orElseThrow()
                        .artifacts()
                        .get(1)
                        .record()
                        .content())
                .containsEntry("poster", "thumb/output_02_poster.jpg");
        assertThat(findings(there)).isEmpty();
        assertThat(new RunIndex(there).contains(sealed.run().runId())).isTrue();
        assertThat(new Adopter(there).adopt(here.outputs(), false))
                .extracting(ImportResult::state)
                .containsExactly("known");
    }

    @Test
    void a_bundle_that_stands_in_the_outputs_folder_gets_its_records_beside_the_others() throws IOException {
        RunView sealed = seal("e1");
        Path foreign = foreign(sealed);
        Map<String, String> before = files(foreign);
        Adopter adopter = new Adopter(here);

        assertThat(adopter.adopt(here.outputs(), true))
                .extracting(ImportResult::state)
                .containsExactly("would_add");
        assertThat(files(foreign)).isEqualTo(before);

        assertThat(adopter.adopt(here.outputs(), false))
                .extracting(ImportResult::state)
                .containsExactly("added");
        Map<String, String> after = files(foreign);
        assertThat(after.remove("artifacts.json")).isNotNull();
        assertThat(after).isEqualTo(before);
        assertThat(new RunIndex(here).size()).isEqualTo(1);

        Map<String, String> adopted = files(here.outputs());
        assertThat(adopter.adopt(foreign, false))
                .extracting(ImportResult::state)
                .containsExactly("known");
        assertThat(files(here.outputs())).isEqualTo(adopted);
    }

    @Test
    void one_bundle_that_cannot_be_adopted_keeps_no_other_out() throws IOException {
        RunView broken = seal("e1");
        RunView whole = seal("e2");
        Files.writeString(foreign(broken).resolve("run.json"), "{");
        foreign(whole);

        assertThat(new Adopter(there).adopt(here.outputs(), false))
                .extracting(ImportResult::state)
                .containsExactly("refused", "added");
        assertThatThrownBy(() -> new Adopter(there).adopt(Files.createDirectory(folder.resolve("empty")), false))
                .isInstanceOf(TransferException.class);
    }

    @Test
    void an_import_that_ends_before_its_lines_leaves_the_event_known() throws IOException {
        RunView run = seal("e1");
        Path zip = export(
                new ExportOptions(Set.of(ExportFormat.BUNDLE), List.of(), FileNameTemplate.defaultTemplate()), run);
        Path obstacle = Files.createDirectories(there.index());

        assertThatThrownBy(() -> new Importer(there, PLENTY).importBundles(zip, false))
                .isInstanceOf(RunfolioException.class);

        Files.delete(obstacle);
        assertThat(there.coordination().runIds().all()).singleElement().satisfies(kept -> assertThat(kept.mayBeOf("e2"))
                .isFalse());
        ProcessedEvents events = new ProcessedEvents(there);
        PendingRuns pending = new PendingRuns(there, new RunIndex(there), events);
        assertThat(pending.peek("e1")).contains(run.run().runId());
        assertThat(events.find("e1")).as("a look writes no line").isEmpty();
        assertThat(pending.peek("innocent")).isEmpty();
        assertThat(pending.find("e1")).hasValueSatisfying(processedEvent -> assertThat(processedEvent.runId())
                .isEqualTo(run.run().runId()));
        assertThat(new RunIndex(there).contains(run.run().runId())).isTrue();
        assertThat(there.coordination().runIds().all()).isEmpty();
    }

    @Test
    void a_run_id_that_a_dead_import_has_reserved_is_used_by_the_next() throws IOException {
        RunView first = seal("e1");
        RunView second = seal("e2");
        Path zip = export(bundles(), first, second);
        there.coordination().runIds().reserve(first.run().runId(), "import-of-a-dead-process", Optional.empty());

        try (AliveMarks.Mark living = there.coordination().aliveMarks().register("living-worker")) {
            there.coordination().runIds().reserve(second.run().runId(), "living-worker", Optional.empty());
            assertThat(new Importer(there, PLENTY).importBundles(zip, false))
                    .extracting(ImportResult::state)
                    .containsExactlyInAnyOrder("added", "refused");
        }
        assertThat(new Importer(there, PLENTY).importBundles(zip, false))
                .extracting(ImportResult::state)
                .containsExactlyInAnyOrder("known", "added");
        assertThat(there.coordination().runIds().all()).isEmpty();
    }

    private RunView seal(String event) {
        RunRequest request = RunRequest.builder("succeeded", "kling")
                .prompt("A wave")
                .output(AssetKind.IMAGE, "a.png")
                .output(AssetKind.VIDEO, "b.mp4")
                .build();
        return views.at(Bundles.seal(here, request, event).runDir()).orElseThrow();
    }

    /**
     * Changes a bundle into one that another program would have written. It has no artifacts and no event, poster paths
     * of its former place, and an unknown field.
     */
    private Path foreign(RunView run) throws IOException {
        Path bundle = here.outputs().resolve(run.runPath());
        Files.delete(bundle.resolve("artifacts.json"));
        Files.delete(bundle.resolve("SHA256SUMS"));
        Path record = bundle.resolve("run.json");
        String once = "\"/srv/media/outputs/" + run.runPath() + "/thumb/output_02_poster.jpg\"";
        String poster = "\"thumb/output_02_poster.jpg\"";
        assertThat(Files.readString(record)).contains(poster);
        Files.writeString(
                record,
                Files.readString(record)
                        .replace("\"event_id\"", "\"other_id\"")
                        .replace(poster, once)
                        .replace("\"manifest_path\"", "\"privacy\": {\"mode\": \"redacted\"},\n  \"manifest_path\""));
        return bundle;
    }

    private static ExportOptions bundles() {
        return new ExportOptions(Set.of(ExportFormat.BUNDLE), List.of(), FileNameTemplate.defaultTemplate());
    }

    private Path export(ExportOptions options, RunView... runs) throws IOException {
        Path zip = folder.resolve("export-" + System.nanoTime() + ".zip");
        try (ExportTarget target = new ZipTarget(Files.newOutputStream(zip))) {
            assertThat(exporter.export(items(runs), options, target).problems()).isEmpty();
        }
        return zip;
    }

    private static List<ExportItem> items(RunView... runs) {
        return Stream.of(runs)
                .map(run -> new ExportItem(run.runPath(), Optional.empty()))
                .toList();
    }

    private static Map<String, byte[]> unzip(Path zip) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipFile in = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> entries = in.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                files.put(entry.getName(), in.getInputStream(entry).readAllBytes());
            }
        }
        return files;
    }

    private interface Edit {
        void of(JsonNode manifest);
    }

    private Path rewritten(Path zip, Map<String, byte[]> others, Edit edit) throws IOException {
        Map<String, byte[]> files = unzip(zip);
        files.putAll(others);
        JsonNode manifest = JSON.readTree(files.get("manifest.json"));
        edit.of(manifest);
        files.put("manifest.json", JSON.writeValueAsBytes(manifest));
        Path to = folder.resolve("rewritten-" + System.nanoTime() + ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return to;
    }

    private static List<Finding> findings(BundleLayout layout) {
        io.runfolio.bundle.audit.OutputsAudit audit = new io.runfolio.bundle.audit.OutputsAudit(layout);
        List<Path> bundles = audit.bundles();
        List<Finding> findings = new ArrayList<>(audit.leftovers());
        bundles.forEach(bundle -> findings.addAll(audit.bundle(bundle)));
        findings.addAll(new io.runfolio.index.IndexAudit(layout).check(bundles).findings());
        return findings;
    }

    /** All files but those that processes lock. */
    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        if (Files.notExists(root)) {
            return files;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path file : paths.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                Files.copy(file, bytes);
                files.put(
                        root.relativize(file).toString(),
                        sha256(bytes.toByteArray()) + " "
                                + (bytes.size() < 20_000
                                        ? bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1)
                                        : ""));
            }
        }
        return files;
    }

    private static String sha256(byte[] bytes) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

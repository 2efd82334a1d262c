package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.intake.RefusedEventException;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plain calls, with no Camel running. */
class RunfolioApiTest {
    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private Runfolio runfolio;

    @BeforeEach
    void open() {
        testWorkspace = new TestWorkspace(folder);
        runfolio = Runfolio.open(
                testWorkspace.settings(), Clock.fixed(Instant.parse("2026-03-26T21:45:12Z"), ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        runfolio.close();
    }

    @Test
    void a_call_makes_a_bundle_and_its_index_line() {
        testWorkspace.writePicture("a.png", 2000, 1000, 1);

        RunArtifact run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "flux")
                .slug("first")
                .prompt("a disc")
                .tags("round")
                .output(AssetKind.IMAGE, "media/a.png")
                .build());

        assertThat(run.runId()).isEqualTo("20260326_214512_flux_first");
        assertThat(run.outputs().get(0).derivatives())
                .extracting(derivative -> derivative.kind() + " " + derivative.width() + "x" + derivative.height())
                .containsExactly("WEB 1600x800", "THUMB 384x192");
        assertThat(testWorkspace.indexLines()).hasSize(1);
        assertThat(testWorkspace.leftovers()).isEmpty();
    }

    @Test
    void a_key_is_bundled_once_and_without_one_every_call_makes_a_bundle() {
        RunRequest keyed =
                RunRequest.builder("succeeded", "m").idempotencyKey("k").build();
        RunRequest loose = RunRequest.builder("succeeded", "m").build();

        assertThat(runfolio.createRunArtifact(keyed).runId())
                .isEqualTo(runfolio.createRunArtifact(keyed).runId());
        assertThat(runfolio.createRunArtifact(loose).runId())
                .isNotEqualTo(runfolio.createRunArtifact(loose).runId());
        assertThat(testWorkspace.bundles()).hasSize(3);
    }

    @Test
    void a_file_outside_the_source_roots_is_refused() {
        RunRequest request = RunRequest.builder("succeeded", "m")
                .output(AssetKind.IMAGE, "/etc/hostname")
                .build();

        assertThatThrownBy(() -> runfolio.createRunArtifact(request))
                .isInstanceOf(RefusedEventException.class)
                .hasMessageContaining("runfolio.source-roots");
        assertThat(testWorkspace.bundles()).isEmpty();
    }

    @Test
    void the_queries_answer_from_index_and_bundles() {
        runfolio.createRunArtifact(
                RunRequest.builder("succeeded", "a").tags("x").build());
        runfolio.createRunArtifact(RunRequest.builder("failed", "a").build());
        RunArtifact last = runfolio.createRunArtifact(
                RunRequest.builder("succeeded", "b").tags("x", "y").build());

        assertThat(runfolio.queries().listRecentRuns(10)).hasSize(3);
        assertThat(runfolio.queries().listRunsByTag("x"))
                .extracting(RunIndexEntry::modelKey)
                .containsExactlyInAnyOrder("a", "b");
        assertThat(runfolio.queries().listRunsByStatus("failed")).hasSize(1);
        assertThat(runfolio.queries().getLatestSuccessfulRun("b"))
                .map(RunIndexEntry::runId)
                .contains(last.runId());
        assertThat(runfolio.queries().getRunById(last.runId())).contains(last);
        assertThat(runfolio.queries().getRunById("no_such_run")).isEmpty();
    }

    @Test
    void a_bundle_that_was_moved_with_its_folder_is_read_and_indexed_again() throws Exception {
        testWorkspace.writePicture("a.png", 64, 64, 1);
        RunArtifact run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "m")
                .output(AssetKind.IMAGE, "media/a.png")
                .build());
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/outputs/2026-03-26"));
        Files.move(testWorkspace.outputs.resolve(run.runDir()), elsewhere.resolve(run.runId()));

        TestWorkspace there = new TestWorkspace(folder.resolve("elsewhere"));
        try (Runfolio moved = Runfolio.open(there.settings())) {
            assertThat(moved.queries().getRunById(run.runId())).contains(run);
            assertThat(there.indexLines()).hasSize(1);
        }
    }

    @Test
    void pictures_get_their_derivatives_without_a_bundle() {
        Path picture = testWorkspace.writePicture("a.jpg", 640, 480, 7);

        MediaResult result = runfolio.generateImageDerivatives(
                picture, folder.resolve("web-of-a"), folder.resolve("thumb-of-a"), DerivativeSettings.defaults());

        assertThat(result.state()).isEqualTo(AssetState.READY);
        assertThat(result.derivatives())
                .extracting(made -> made.file().getFileName().toString())
                .containsExactly("web-of-a.webp", "thumb-of-a.webp");
    }

    @Test
    void an_excessive_enlargement_is_refused_before_any_work() {
        Path picture = testWorkspace.writePicture("a.png", 1024, 1024, 7);
        DerivativeSettings huge =
                new DerivativeSettings(16_383, "webp", 82, 384, "webp", 76, 1280, 640, "jpg", true, true);

        MediaResult result = runfolio.generateImageDerivatives(picture, folder.resolve("w"), folder.resolve("t"), huge);

        assertThat(result.problem())
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo("too_many_pixels"));
    }

    @Test
    void reading_creates_no_folder() {
        Path nowhere = folder.resolve("not-there");

        assertThat(Runfolio.readiness(RunfolioSettings.of(nowhere.resolve("in"), nowhere.resolve("out")))
                        .checks())
                .allSatisfy(check -> assertThat(check.ok() || !check.needed()).isTrue());
        assertThat(Runfolio.findings(RunfolioSettings.of(nowhere.resolve("in"), nowhere.resolve("out"))))
                .isEmpty();
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void clips_get_their_derivatives_without_a_bundle() {
        Path clip = Path.of("samples/media/harbour.mp4").toAbsolutePath();

        MediaResult result = runfolio.generateVideoDerivatives(
                clip, folder.resolve("web-of-clip"), folder.resolve("poster-of-clip"), DerivativeSettings.defaults());

        assertThat(result.problem()).isEmpty();
        assertThat(result.derivatives())
                .extracting(made -> made.kind())
                .contains(DerivativeKind.POSTER, DerivativeKind.WEB);
        assertThat(List.of(folder.resolve("web-of-clip.mp4"), folder.resolve("poster-of-clip.jpg")))
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    @Test
    void a_line_is_appended_once() {
        RunIndexEntry entry = new RunIndexEntry(
                "20260101_000000_m",
                "2026-01-01T00:00:00+00:00",
                "succeeded",
                "m",
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                false,
                false,
                null,
                "2026-01-01/20260101_000000_m");

        assertThat(runfolio.appendRunIndex(entry)).isTrue();
        assertThat(runfolio.appendRunIndex(entry)).isFalse();
        assertThat(testWorkspace.indexLines()).hasSize(1);
    }
}

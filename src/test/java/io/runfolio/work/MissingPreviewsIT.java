package io.runfolio.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleReader;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaPreview;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetSource;
import io.runfolio.run.Finding;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPreview;
import io.runfolio.run.extras.DerivedFile;
import io.runfolio.run.extras.FreeMaps;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.MediaParts;
import io.runfolio.work.preview.MissingPreviews;
import io.runfolio.work.preview.MissingPreviews.Kind;
import io.runfolio.work.preview.PreviewRecords;
import io.runfolio.work.redo.RebuildItem;
import io.runfolio.work.redo.RebuildRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Previews for bundles that were sealed without them, and bundles that were sealed with them. */
class MissingPreviewsIT {
    @TempDir
    private Path folder;

    private TestWorkspace testWorkspace;

    @BeforeEach
    void open() throws IOException {
        testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 200, 100, 1);
        Files.copy(Path.of("samples", "media", "harbour.mp4"), testWorkspace.media.resolve("b.mp4"));
        Files.write(testWorkspace.media.resolve("c.wav"), tone());
    }

    /** Returns a second of a square wave as WAV: 8,000 samples of 16 bits, one channel. */
    private static byte[] tone() {
        int samples = 8_000;
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(16_000);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
        for (int sample = 0; sample < samples; sample++) {
            wav.putShort((short) (sample / 20 % 2 == 0 ? 16_384 : -16_384));
        }
        return wav.array();
    }

    private RunArtifact seal(String... settings) {
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings(settings))) {
            return runfolio.createRunArtifact(RunRequest.builder("succeeded", "model")
                    .idempotencyKey("k")
                    .output(output(AssetKind.IMAGE, "a.png"))
                    .output(output(AssetKind.VIDEO, "b.mp4"))
                    .output(output(AssetKind.AUDIO, "c.wav"))
                    .build());
        }
    }

    private static AssetSource output(AssetKind kind, String name) {
        // an event cannot claim previews
        Map<String, Object> claim = Map.of("runfolio", Map.of("previews", List.of(Map.of("name", "x"))));
        return new AssetSource(kind, "media/" + name, "output", null, null, List.of(), claim);
    }

    /** Returns the record without its placeholder, as an older version wrote it. */
    private static AssetRecord older(AssetRecord asset) {
        return asset.withMetadata(
                FreeMaps.update(asset.metadata(), FreeMaps.RUNFOLIO_KEY, extras -> extras.remove("placeholder")));
    }

    @Test
    void a_sealed_bundle_lacks_nothing_and_verify_knows_its_previews() throws IOException {
        RunArtifact run = seal();
        assertThat(run.outputs())
                .allSatisfy(output -> assertThat(MissingPreviews.of(output)).isEmpty());
        Path bundle = testWorkspace.bundles().get(0);
        List<String> previews = run.outputs().stream()
                .flatMap(output -> AssetExtras.of(output).previews().stream())
                .map(AssetPreview::relativePath)
                .toList();
        assertThat(previews)
                .containsExactly(
                        "thumb/output_02_storyboard.webp",
                        "thumb/output_02_storyboard.vtt",
                        "thumb/output_03_peaks.json");
        assertThat(run.outputs().get(2).thumbPath()).isEqualTo("thumb/output_03.webp");
        assertThat(Files.readString(bundle.resolve("SHA256SUMS"))).contains(previews);
        assertThat(codes()).isEmpty();

        Files.writeString(bundle.resolve(previews.get(1)), "changed");
        Files.delete(bundle.resolve(previews.get(2)));
        assertThat(codes()).hasSizeGreaterThanOrEqualTo(2);
    }

    private List<String> codes() {
        return testWorkspace.verify().findings().stream().map(Finding::code).toList();
    }

    @Test
    void what_an_older_bundle_lacks_is_made_from_its_files_and_recorded() throws IOException {
        RunArtifact run = seal("runfolio.video.storyboard", "false", "runfolio.video.waveform", "false");
        Path bundle = testWorkspace.bundles().get(0);
        RunfolioSettings settings = testWorkspace.settings();
        MediaParts media = MediaParts.of(settings, new ProcessChildRunner());
        MissingPreviews missing = new MissingPreviews(media.images(), media.clips()::previews);
        List<Kind> kinds = run.outputs().stream()
                .map(MissingPreviewsIT::older)
                .flatMap(output -> MissingPreviews.of(output).stream())
                .toList();
        assertThat(kinds).containsExactly(Kind.PLACEHOLDER, Kind.PLACEHOLDER, Kind.STORYBOARD, Kind.SOUND);

        for (int position = 1; position <= 3; position++) {
            AssetRecord sealed = run.outputs().get(position - 1);
            AssetRecord older = older(sealed);
            Path made = Files.createDirectory(folder.resolve("made" + position));
            DerivativeTargets targets = new DerivativeTargets(
                    made.resolve("web"), made.resolve("new"), made.resolve("new_poster"), made.resolve("log"));
            MediaResult result =
                    missing.make(MissingPreviews.of(older), older, bundle, targets, run.derivativeSettings());
            AssetRecord recorded = PreviewRecords.with(older, result, file -> "thumb/" + file.getFileName());

            assertThat(result.warnings()).isEmpty();
            assertThat(MissingPreviews.of(recorded)).isEmpty();
            assertThat(AssetExtras.of(recorded).placeholder().isPresent()).isEqualTo(position < 3);
            try (Stream<Path> files = Files.list(made)) {
                List<Path> written = Stream.concat(
                                result.previews().stream().map(MediaPreview::file),
                                result.derivatives().stream().map(derivative -> derivative.file()))
                        .toList();
                assertThat(files.filter(file -> !file.endsWith("log"))).containsExactlyInAnyOrderElementsOf(written);
                assertThat(DerivedFile.of(recorded).stream().map(DerivedFile::relativePath))
                        .containsAll(written.stream()
                                .map(file -> "thumb/" + file.getFileName())
                                .toList());
            }
            assertThat(recorded.withMetadata(Map.of()).relativePath()).isEqualTo(sealed.relativePath());
        }
    }

    @Test
    void a_rebuild_records_the_previews_of_an_older_bundle_and_replaces_no_file() throws IOException {
        RunArtifact run = seal("runfolio.video.storyboard", "false", "runfolio.video.waveform", "false");
        Path bundle = testWorkspace.bundles().get(0);
        List<String> kinds = new ArrayList<>();
        RebuildRequest missing = new RebuildRequest(new DerivativeOverrides(Map.of()), true, false, false, "test");
        for (int pass = 0; pass < 2; pass++) {
            try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
                RunView now = new RunViewReader(Backends.outputs(testWorkspace.settings())).read(bundle);
                List<RebuildItem> items = now.artifacts().stream()
                        .map(artifact -> RebuildItem.of(now.runPath(), artifact))
                        .toList();
                runfolio.derivatives()
                        .run(
                                items,
                                missing,
                                "all",
                                (item, outcome) -> kinds.add(outcome.kind().name()));
            }
        }
        assertThat(kinds)
                .containsExactly("UP_TO_DATE", "RECORDED", "RECORDED", "UP_TO_DATE", "UP_TO_DATE", "UP_TO_DATE");
        List<AssetRecord> outputs = new BundleReader(Backends.outputs(testWorkspace.settings()))
                .run(bundle)
                .outputs();
        assertThat(outputs)
                .allSatisfy(output -> assertThat(MissingPreviews.of(output)).isEmpty());
        assertThat(outputs.get(1).webPath()).isEqualTo(run.outputs().get(1).webPath());
        assertThat(outputs.get(2).thumbPath()).matches("thumb/output_03\\.redo-[0-9a-f]{8}\\.webp");
        assertThat(codes()).isEmpty();
    }
}

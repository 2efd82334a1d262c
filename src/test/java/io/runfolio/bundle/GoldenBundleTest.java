package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.Job;
import io.runfolio.run.Prompts;
import io.runfolio.run.ProviderTrace;
import io.runfolio.run.RunRequest;
import io.runfolio.run.SourceContext;
import io.runfolio.run.TaskMode;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares sealed bundles byte by byte with the trees in {@code src/test/resources/expected}. What was sealed is left
 * in {@code target/sealed}: after a wanted change, look at it and copy it over.
 */
class GoldenBundleTest {
    private static final Path EXPECTED = Path.of("src/test/resources/expected");
    private static final Path SEALED = Path.of("target/sealed");

    @Test
    void a_picture_run_with_everything_that_an_event_can_say() throws IOException {
        RunRequest request = RunRequest.builder("succeeded", "nano-banana-pro")
                .providerModel("google/nano-banana-pro")
                .taskMode(TaskMode.IMAGE_EDIT)
                .slug("Cinematic v01")
                .createdAt(OffsetDateTime.parse("2026-03-27T00:45:12.5+03:00"))
                .sourceMetadata(
                        ordered("campaign", "spring", "runfolio", ordered("task_mode", "kept", "event_id", "forged")))
                .sourceContext(new SourceContext(
                        "chat", "ada", "#studio", "helper-bot", "Spring", "notes of the context", Map.of("thread", 7)))
                .prompts(new Prompts(
                        "A  café at dawn\n",
                        "A café at dawn, 35 mm, grain",
                        "A café\tat dawn, 35 mm",
                        "cinematic",
                        null,
                        null))
                .input(AssetKind.IMAGE, "refs/Look.JPG", "reference")
                .input(AssetKind.IMAGE, "refs/pose.png", "motion guide")
                .output(AssetKind.IMAGE, "out/a.png")
                .output(new AssetSource(
                        AssetKind.IMAGE,
                        "out/b.png",
                        "output",
                        "b.png",
                        "https://cdn.example/b.png",
                        List.of("alt"),
                        Map.of("seed", 42)))
                .options(Map.of("guidance", 7.5))
                .defaults(List.of(ordered("field", "aspect_ratio", "value", "16:9")))
                .providerTrace(new ProviderTrace("task-1", null, null, null, null, Map.of("region", "eu")))
                .warnings(List.of("The prompt was shortened."))
                .tags("hero", "café")
                .notes("Second take.\n")
                .requestPayload(Map.of("prompt", "A café"))
                .submitPayload(Map.of("model", "nano"))
                .submitResponse(List.of("queued", 1))
                .finalStatusResponse(Map.of("state", "success"))
                .job(new Job(
                        "job-9", "pipe-2", "film", "1k", 28, "2026-03-26T21:44:00Z", "2026-03-26T21:45:10Z", "vg-1"))
                .artifact(new ArtifactHint(
                        "visual",
                        "poster/art",
                        "tpl-1",
                        "run-77",
                        "draft",
                        Map.of("caption", "dawn"),
                        List.of("artifact-00")))
                .build();
        BundleLayout layout = fresh("picture");
        RunDraft draft = new Staging(layout, "worker-1", Bundles.CLOCK).open(request, Bundles.origin("studio/1"));
        new Sealer(layout, Bundles.CLOCK).seal(draft, Bundles.ready(draft), Map.of("engine", "program"));
        assertSameAsExpected("picture");
    }

    @Test
    void a_clip_beside_a_corrupt_picture() throws IOException {
        RunRequest request = RunRequest.builder("succeeded", "kling")
                .taskMode(TaskMode.IMAGE_TO_VIDEO)
                .createdAt(OffsetDateTime.parse("2026-03-26T21:45:12Z"))
                .prompt("A wave " + "rolls on and ".repeat(15) + "ends.")
                .errors(List.of("The provider said: one frame is missing."))
                .output(AssetKind.IMAGE, "still.png")
                .output(AssetKind.VIDEO, "clip.mp4")
                .output(AssetKind.AUDIO, "voice.wav")
                .build();
        BundleLayout layout = fresh("clip");
        RunDraft draft = new Staging(layout, "worker-1", Bundles.CLOCK).open(request, Bundles.origin("studio/2"));
        List<AssetSlot> slots = draft.slots();
        List<AssetOutcome> outOfOrder = List.of(
                Bundles.ready(draft, slots.get(2)),
                Bundles.ready(draft, slots.get(1)),
                Bundles.corrupt(draft, slots.get(0)));
        new Sealer(layout, Bundles.CLOCK).seal(draft, outOfOrder, Map.of());
        assertSameAsExpected("clip");
    }

    @Test
    void a_failed_run_without_outputs_or_time() throws IOException {
        RunRequest request = RunRequest.builder("failed", "!!!")
                .errors(List.of("The provider refused."))
                .sourceContext(new SourceContext(null, null, null, null, null, "Asked twice.", Map.of()))
                .build();
        BundleLayout layout = fresh("failed");
        Bundles.seal(layout, request, "studio/3");
        assertSameAsExpected("failed");
    }

    @Test
    void a_report_has_an_artifact_though_it_has_no_file() throws IOException {
        RunRequest request = RunRequest.builder("succeeded", "scholar")
                .createdAt(OffsetDateTime.parse("2026-03-26T21:45:12Z"))
                .prompt("What are tides?")
                .artifact(new ArtifactHint(
                        "research",
                        "brief",
                        "tpl-2",
                        null,
                        "no such status",
                        Map.of("title", "Tides", "sections", List.of(ordered("heading", "Moon", "body", "It pulls."))),
                        List.of()))
                .build();
        BundleLayout layout = fresh("report");
        Bundles.seal(layout, request, "studio/4");
        assertSameAsExpected("report");
    }

    /** A map of two that keeps their order, as that of an event does. */
    private static Map<String, Object> ordered(String first, Object value, String second, Object other) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, value);
        map.put(second, other);
        return map;
    }

    private static BundleLayout fresh(String name) throws IOException {
        Path outputs = SEALED.resolve(name);
        io.runfolio.files.DurableFiles.deleteTree(outputs);
        return Backends.outputs(outputs);
    }

    private static void assertSameAsExpected(String name) throws IOException {
        Map<String, String> sealed = tree(SEALED.resolve(name));
        String sums = sealed.keySet().stream()
                .filter(path -> path.endsWith("/SHA256SUMS"))
                .findFirst()
                .orElseThrow();
        assertThat(sealed.remove(sums)).isEqualTo(checksums(sealed, sums.replace("SHA256SUMS", "")));
        assertThat(sealed).isEqualTo(tree(EXPECTED.resolve(name)));
    }

    /** Output of {@code sha256sum} for all files, sorted by path. */
    private static String checksums(Map<String, String> files, String bundle) {
        StringBuilder text = new StringBuilder();
        files.forEach((path, content) -> {
            if (path.startsWith(bundle)) {
                text.append(Bundles.sha256(content.getBytes(StandardCharsets.UTF_8)))
                        .append("  ")
                        .append(path.substring(bundle.length()))
                        .append('\n');
            }
        });
        return text.toString();
    }

    /** Every file's text by its path. Empty folders are left out, as a repository cannot hold them. */
    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path file : paths.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(root.resolve(".runfolio")))
                    .toList()) {
                files.put(
                        root.relativize(file).toString().replace('\\', '/'),
                        Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}

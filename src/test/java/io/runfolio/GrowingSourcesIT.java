package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sources that are written while their run is bundled. The writer goes on when it has seen a copy of what it wrote so
 * far, so both sides always meet.
 */
@Timeout(120)
class GrowingSourcesIT extends WorkspaceTestBase {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int STEPS = 8;

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void open() {
        testWorkspace.writePicture("a.png", 60, 40, 1);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void a_clip_that_is_written_in_steps_is_bundled_whole() throws Exception {
        byte[] whole = Files.readAllBytes(Path.of("samples/media/harbour.mp4"));
        Path clip = testWorkspace.media.resolve("clip.mp4");
        int step = whole.length / STEPS;
        Files.write(clip, Arrays.copyOf(whole, step));
        work();
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "clip.mp4"));
        awaitCopy("output_01.mp4", step);
        testWorkspace.drop("b.json", TestWorkspace.event("b", "succeeded", "a.png"));
        for (int at = 1; at < STEPS; at++) {
            int end = at == STEPS - 1 ? whole.length : step * (at + 1);
            Files.write(clip, Arrays.copyOfRange(whole, step * at, end), StandardOpenOption.APPEND);
        }
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("b.json"));
        assertState("a", "ready");
        assertThat(testWorkspace.bundleOf("a").resolve("original/output_01.mp4"))
                .hasBinaryContent(whole);
        assertThat(testWorkspace.bundles()).hasSize(2);
    }

    @Test
    void a_picture_that_grows_after_a_valid_copy_is_copied_again() throws Exception {
        byte[] first = Files.readAllBytes(testWorkspace.media.resolve("a.png"));
        Path other = testWorkspace.writePicture("other.png", 90, 40, 2);
        byte[] second = Files.readAllBytes(other);
        Files.write(testWorkspace.media.resolve("b.png"), first);
        Files.write(testWorkspace.media.resolve("doubt.png"), Arrays.copyOf(first, 100));
        work();
        // the second file is doubtful, so the run is not sealed before it has rested: time to write to the first
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "b.png", "doubt.png"));
        awaitCopy("output_01.png", first.length);
        awaitCopy("output_02.png", 100);
        Files.write(testWorkspace.media.resolve("b.png"), second);
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        assertThat(testWorkspace.bundleOf("a").resolve("original/output_01.png"))
                .hasBinaryContent(second);
        assertThat(Files.readString(testWorkspace.bundleOf("a").resolve("logs/attempts.jsonl")))
                .contains("output_01");
    }

    @Test
    void a_source_that_keeps_changing_is_sealed_as_changed_never_as_corrupt() throws Exception {
        byte[] half = Arrays.copyOf(Files.readAllBytes(testWorkspace.media.resolve("a.png")), 100);
        Path source = testWorkspace.media.resolve("live.png");
        Files.write(source, half);
        work("runfolio.max-attempts", "1");
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "live.png"));
        awaitCopy("output_01.png", 100);
        Files.write(source, new byte[] {1}, StandardOpenOption.APPEND);
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        assertState("a", "failed");
        assertThat(output("a").at("/metadata/runfolio/code").asText()).isEqualTo("source_changed");
    }

    @Test
    void a_damaged_unchanged_file_is_corrupt_at_the_first_attempt() throws Exception {
        byte[] half = Arrays.copyOf(Files.readAllBytes(testWorkspace.media.resolve("a.png")), 60);
        Files.write(testWorkspace.media.resolve("fresh.png"), half);
        Path old = Files.write(testWorkspace.media.resolve("old.png"), half);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        work();
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "fresh.png", "old.png"));
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        assertThat(testWorkspace.bundleOf("a").resolve("logs/attempts.jsonl")).doesNotExist();
        assertState("a", "failed");
        assertThat(output("a").at("/metadata/runfolio/code").asText()).isEqualTo("corrupt");
    }

    @Test
    void a_setting_makes_events_wait_for_media_that_arrive_later() throws Exception {
        work("runfolio.source.wait", "30s");
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "late.png"));
        await().atMost(SOON).until(() -> staged().anyMatch(file -> file.endsWith("original")));
        Files.copy(testWorkspace.media.resolve("a.png"), testWorkspace.media.resolve("late.png"));
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        assertState("a", "ready");
    }

    @Test
    void a_file_that_is_too_large_is_read_once() throws Exception {
        Files.write(testWorkspace.media.resolve("big.png"), new byte[3000]);
        work("runfolio.media.max-bytes", "2000");
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "big.png"));
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        assertThat(output("a").at("/metadata/runfolio/code").asText()).isEqualTo("too_large");
        assertThat(testWorkspace.bundleOf("a").resolve("logs/attempts.jsonl")).doesNotExist();
    }

    @Test
    void without_a_wait_a_missing_source_is_missing_at_once() throws Exception {
        work();
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "never.png"));
        await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("a.json"));
        assertThat(output("a").at("/metadata/runfolio/code").asText()).isEqualTo("missing");
    }

    @Test
    void a_java_call_bundles_a_changing_source_in_its_final_form() throws Exception {
        byte[] whole = Files.readAllBytes(testWorkspace.media.resolve("a.png"));
        Path source = testWorkspace.media.resolve("b.png");
        Files.write(source, Arrays.copyOf(whole, whole.length / 2));
        Thread writer = new Thread(() -> {
            awaitCopy("output_01.png", whole.length / 2);
            append(source, Arrays.copyOfRange(whole, whole.length / 2, whole.length));
        });
        writer.start();
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings("runfolio.source.settle", "2s"))) {
            var run = runfolio.createRunArtifact(RunRequest.builder("succeeded", "m")
                    .output(AssetKind.IMAGE, "media/b.png")
                    .build());
            assertThat(run.errors()).isEmpty();
            assertThat(run.outputs().get(0).bytes()).isEqualTo(whole.length);
        }
        writer.join();
    }

    private void work(String... settings) throws Exception {
        String[] all = Stream.concat(Stream.of("runfolio.source.settle", "2s"), Stream.of(settings))
                .toArray(String[]::new);
        WorkerHandle.install(context, testWorkspace.settings(all), Clock.systemUTC());
        context.start();
    }

    /** Waits until the worker has copied a file of that size. */
    private void awaitCopy(String name, long bytes) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> staged().anyMatch(
                        file -> file.endsWith(name) && file.toFile().length() == bytes));
    }

    private Stream<Path> staged() {
        Path staging = testWorkspace.outputs.resolve(".runfolio/staging");
        try (Stream<Path> files = Files.walk(staging)) {
            return files.toList().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty();
        }
    }

    private static void append(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertState(String key, String state) {
        assertThat(output(key).at("/metadata/runfolio/state").asText()).isEqualTo(state);
    }

    private JsonNode output(String key) {
        return TestWorkspace.json(testWorkspace.bundleOf(key).resolve("run.json"))
                .at("/outputs/0");
    }
}

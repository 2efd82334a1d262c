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
import org.junit.jupiter.api.io.TempDir;

/** Sources that are written while their run is bundled. The writer goes on when it has seen a copy of what it wrote so far, so both sides always meet. */
@Timeout(120)
class GrowingSourcesIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int STEPS = 8;

    @TempDir
    Path folder;

    private Workshop workshop;
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
        workshop.picture("a.png", 60, 40, 1);
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void a_clip_that_is_written_in_steps_is_bundled_whole() throws Exception {
        byte[] whole = Files.readAllBytes(Path.of("samples/media/harbour.mp4"));
        Path clip = workshop.media.resolve("clip.mp4");
        int step = whole.length / STEPS;
        Files.write(clip, Arrays.copyOf(whole, step));
        work();
        workshop.drop("a.json", Workshop.event("a", "succeeded", "clip.mp4"));
        awaitCopy("output_01.mp4", step);
        workshop.drop("b.json", Workshop.event("b", "succeeded", "a.png"));
        for (int at = 1; at < STEPS; at++) {
            int end = at == STEPS - 1 ? whole.length : step * (at + 1);
            Files.write(clip, Arrays.copyOfRange(whole, step * at, end), StandardOpenOption.APPEND);
        }
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        await().atMost(SOON).until(() -> workshop.events(".done").contains("b.json"));
        assertState("a", "ready");
        assertThat(bundle("a").resolve("original/output_01.mp4")).hasBinaryContent(whole);
        assertThat(workshop.bundles()).hasSize(2);
    }

    @Test
    void a_picture_that_grows_after_a_sound_copy_is_copied_again() throws Exception {
        byte[] first = Files.readAllBytes(workshop.media.resolve("a.png"));
        Path other = workshop.picture("other.png", 90, 40, 2);
        byte[] second = Files.readAllBytes(other);
        Files.write(workshop.media.resolve("b.png"), first);
        Files.write(workshop.media.resolve("doubt.png"), Arrays.copyOf(first, 100));
        work();
        // the second file is doubtful, so the run is not sealed before it has rested: time to write to the first
        workshop.drop("a.json", Workshop.event("a", "succeeded", "b.png", "doubt.png"));
        awaitCopy("output_02.png", 100);
        Files.write(workshop.media.resolve("b.png"), second);
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        assertThat(bundle("a").resolve("original/output_01.png")).hasBinaryContent(second);
        assertThat(Files.readString(bundle("a").resolve("logs/attempts.jsonl"))).contains("output_01");
    }

    @Test
    void a_source_that_never_rests_is_sealed_as_changed_and_never_as_corrupt() throws Exception {
        byte[] half = Arrays.copyOf(Files.readAllBytes(workshop.media.resolve("a.png")), 100);
        Path source = workshop.media.resolve("live.png");
        Files.write(source, half);
        work("runfolio.max-attempts", "1");
        workshop.drop("a.json", Workshop.event("a", "succeeded", "live.png"));
        awaitCopy("output_01.png", 100);
        Files.write(source, new byte[] {1}, StandardOpenOption.APPEND);
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        assertState("a", "failed");
        assertThat(output("a").at("/metadata/runfolio/code").asText()).isEqualTo("source_changed");
    }

    @Test
    void a_file_that_is_damaged_and_rests_is_corrupt_at_the_first_attempt() throws Exception {
        byte[] half = Arrays.copyOf(Files.readAllBytes(workshop.media.resolve("a.png")), 60);
        Files.write(workshop.media.resolve("fresh.png"), half);
        Path old = Files.write(workshop.media.resolve("old.png"), half);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        work();
        workshop.drop("a.json", Workshop.event("a", "succeeded", "fresh.png", "old.png"));
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        assertThat(bundle("a").resolve("logs/attempts.jsonl")).doesNotExist();
        assertState("a", "failed");
        assertThat(output("a").at("/metadata/runfolio/code").asText()).isEqualTo("corrupt");
    }

    @Test
    void media_that_arrive_after_their_event_are_waited_for_if_that_is_set() throws Exception {
        work("runfolio.source.wait", "30s");
        workshop.drop("a.json", Workshop.event("a", "succeeded", "late.png"));
        await().atMost(SOON).until(() -> staged().anyMatch(file -> file.endsWith("original")));
        Files.copy(workshop.media.resolve("a.png"), workshop.media.resolve("late.png"));
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        assertState("a", "ready");
    }

    @Test
    void a_file_that_is_too_large_is_looked_at_once() throws Exception {
        Files.write(workshop.media.resolve("big.png"), new byte[3000]);
        work("runfolio.media.max-bytes", "2000");
        workshop.drop("a.json", Workshop.event("a", "succeeded", "big.png"));
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        assertThat(output("a").at("/metadata/runfolio/code").asText()).isEqualTo("too_large");
        assertThat(bundle("a").resolve("logs/attempts.jsonl")).doesNotExist();
    }

    @Test
    void without_a_wait_a_missing_source_is_missing_at_once() throws Exception {
        work();
        workshop.drop("a.json", Workshop.event("a", "succeeded", "never.png"));
        await().atMost(SOON).until(() -> workshop.events(".done").contains("a.json"));
        assertThat(output("a").at("/metadata/runfolio/code").asText()).isEqualTo("missing");
    }

    @Test
    void a_java_call_bundles_a_source_that_changes_meanwhile_as_it_is_in_the_end() throws Exception {
        byte[] whole = Files.readAllBytes(workshop.media.resolve("a.png"));
        Path source = workshop.media.resolve("b.png");
        Files.write(source, Arrays.copyOf(whole, whole.length / 2));
        Thread writer = new Thread(() -> {
            awaitCopy("output_01.png", whole.length / 2);
            append(source, Arrays.copyOfRange(whole, whole.length / 2, whole.length));
        });
        writer.start();
        try (Runfolio runfolio = Runfolio.open(workshop.settings("runfolio.source.settle", "2s"))) {
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
        WorkerHandle.install(context, workshop.settings(all), Clock.systemUTC());
        context.start();
    }

    /** Waits until the worker has copied a file of that size. */
    private void awaitCopy(String name, long bytes) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> staged().anyMatch(
                        file -> file.endsWith(name) && file.toFile().length() == bytes));
    }

    private Stream<Path> staged() {
        Path staging = workshop.outputs.resolve(".runfolio/staging");
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
        return Workshop.json(bundle(key).resolve("run.json")).at("/outputs/0");
    }

    private Path bundle(String key) {
        return workshop.bundles().stream()
                .filter(bundle -> Workshop.json(bundle.resolve("run.json"))
                        .at("/source_metadata/runfolio/event_id")
                        .asText()
                        .equals(key))
                .findFirst()
                .orElseThrow();
    }
}

package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.flow.Readiness;
import io.runfolio.flow.Verification;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs on a file system of 4 MiB that is filled up to one amount of free space after the other, so that room ends in each stage of a run. Skipped where nothing may be mounted. */
class FullDiskIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void mount() throws Exception {
        workshop = new Workshop(folder);
        Files.createDirectories(workshop.outputs);
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", workshop.outputs.toString()))
                .as("a small file system can be mounted")
                .isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", workshop.outputs.toString());
    }

    @Test
    void wherever_room_ends_in_a_run_nothing_is_refused_and_all_is_bundled_once_when_there_is_room() throws Exception {
        noise("noise.png", 420, 400);
        Files.copy(Path.of("samples/media/harbour.mp4"), workshop.media.resolve("clip.mp4"));
        RunfolioSettings settings = workshop.settings("runfolio.min-free", "1");
        DefaultCamelContext context = new DefaultCamelContext();
        WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
        context.start();
        List<Integer> freeKib = List.of(0, 8, 200, 560, 700, 740);
        try {
            for (int free : freeKib) {
                Path filler = fill(free << 10);
                workshop.drop("e" + free + ".json", Workshop.event("k" + free, "succeeded", "noise.png", "clip.mp4"));
                await().atMost(SOON).until(worker::isStuck);
                assertThat(workshop.events(".done")).doesNotContain("e" + free + ".json");
                if (free == 0) {
                    assertThat(Runfolio.readiness(settings).obstacles())
                            .extracting(Readiness.Check::name)
                            .containsExactly("outputs", "space");
                }
                Files.delete(filler);
                await().atMost(SOON).until(() -> workshop.events(".done").contains("e" + free + ".json"));
                assertThat(workshop.events(".failed")).isEmpty();
                assertStates("k" + free);
                removeBundles();
            }
        } finally {
            context.stop();
        }
    }

    @Test
    void too_little_free_space_is_said_by_the_status_before_anything_is_begun() {
        RunfolioSettings settings = workshop.settings();
        assertThat(Runfolio.readiness(settings).obstacles())
                .singleElement()
                .satisfies(check -> assertThat(check.detail()).contains("4 MiB free, 256 MiB needed"));
    }

    /** All files of the event came out as they do on a disk with room, and the run has one line. */
    private void assertStates(String key) {
        Verification.Report report = Verification.of(workshop.settings().folders(), (done, of) -> {});
        assertThat(report.findings()).isEmpty();
        assertThat(workshop.bundles()).singleElement().satisfies(bundle -> {
            JsonNode run = Workshop.json(bundle.resolve("run.json"));
            assertThat(run.at("/source_metadata/runfolio/event_id").asText()).isEqualTo(key);
            assertThat(run.get("errors")).isEmpty();
            run.get("outputs").forEach(output -> assertThat(
                            output.at("/metadata/runfolio/state").asText())
                    .isEqualTo("ready"));
        });
    }

    /** Makes room for the next; people may delete bundles. */
    private void removeBundles() throws IOException {
        for (Path bundle : workshop.bundles()) {
            io.runfolio.run.Durable.deleteTree(bundle);
        }
        Files.deleteIfExists(workshop.outputs.resolve("index.jsonl"));
    }

    private void noise(String name, int width, int height) throws IOException {
        java.awt.image.BufferedImage image =
                new java.awt.image.BufferedImage(width, height, java.awt.image.BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        javax.imageio.ImageIO.write(image, "png", workshop.media.resolve(name).toFile());
    }

    private Path fill(long leave) throws IOException {
        Path filler = workshop.outputs.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            while (Files.getFileStore(workshop.outputs).getUsableSpace() > leave) {
                out.write(new byte[4096]);
            }
        }
        return filler;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

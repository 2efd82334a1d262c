package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.LiveApi;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.work.Readiness;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs on a file system of 4 MiB that fills up in each stage of a run. Skipped where nothing can be mounted. */
class FullDiskIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;

    @BeforeEach
    void mount() throws Exception {
        testWorkspace = new TestWorkspace(folder);
        Files.createDirectories(testWorkspace.outputs);
        assumeThat(Programs.succeeds(
                        "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", testWorkspace.outputs.toString()))
                .as("a small file system can be mounted")
                .isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        Programs.succeeds("umount", "-l", testWorkspace.outputs.toString());
    }

    @Test
    void a_disk_that_is_full_at_any_stage_refuses_nothing_and_delays_each_bundle() throws Exception {
        noise("noise.png", 420, 400);
        Files.copy(Path.of("samples/media/harbour.mp4"), testWorkspace.media.resolve("clip.mp4"));
        RunfolioSettings settings = testWorkspace.settings("runfolio.min-free", "1");
        DefaultCamelContext context = new DefaultCamelContext();
        WorkerHandle worker = WorkerHandle.install(context, settings, Clock.systemUTC());
        context.start();
        List<Integer> freeKib = List.of(0, 8, 200, 560, 700, 740);
        try {
            for (int free : freeKib) {
                Path filler = fill(free << 10);
                testWorkspace.drop(
                        "e" + free + ".json", TestWorkspace.event("k" + free, "succeeded", "noise.png", "clip.mp4"));
                await().atMost(SOON).until(worker::isStuck);
                assertThat(testWorkspace.events(".done")).doesNotContain("e" + free + ".json");
                if (free == 0) {
                    assertThat(Runfolio.readiness(settings).obstacles())
                            .extracting(Readiness.Check::name)
                            .containsExactly("outputs", "space");
                }
                Files.delete(filler);
                await().atMost(SOON).until(() -> testWorkspace.events(".done").contains("e" + free + ".json"));
                assertThat(testWorkspace.events(".failed")).isEmpty();
                assertStates("k" + free);
                removeBundles();
            }
        } finally {
            context.stop();
        }
    }

    @Test
    void too_little_free_space_is_said_by_the_status_before_anything_is_begun() {
        RunfolioSettings settings = testWorkspace.settings();
        assertThat(Runfolio.readiness(settings).obstacles())
                .singleElement()
                .satisfies(check -> assertThat(check.detail()).contains("4 MiB free, 256 MiB needed"));
    }

    @Test
    void an_upload_that_fills_the_disk_keeps_its_durable_bytes_and_goes_on_with_space() throws Exception {
        byte[] bytes = new byte[2 << 20];
        new Random(3).nextBytes(bytes);
        try (LiveApi api = new LiveApi(folder, "runfolio.min-free", "1")) {
            HttpResponse<byte[]> created =
                    upload(api, "POST", "/v1/uploads", "Upload-Length", bytes.length, new byte[0]);
            assertThat(created.statusCode()).isEqualTo(201);
            String upload = created.headers().firstValue("location").orElseThrow();
            Path filler = fill(1 << 20);
            HttpResponse<byte[]> full = upload(api, "PATCH", upload, "Upload-Offset", 0, bytes);
            assertThat(full.statusCode()).isEqualTo(507);
            assertThat(new String(full.body(), StandardCharsets.UTF_8)).contains("runfolio.min-free");
            assertThat(api.json(upload).get("offset").asInt()).isZero();
            Files.delete(filler);
            assertThat(upload(api, "PATCH", upload, "Upload-Offset", 0, bytes).statusCode())
                    .isEqualTo(204);
            assertThat(api.json(upload).get("sha256").asText())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        }
    }

    private static HttpResponse<byte[]> upload(
            LiveApi api, String method, String target, String header, long value, byte[] body) throws Exception {
        return api.client.send(
                HttpRequest.newBuilder(api.uri(target))
                        .header("Tus-Resumable", "1.0.0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .header(header, String.valueOf(value))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** All files of the event came out as they do on a disk with room, and the run has one line. */
    private void assertStates(String key) {
        Verification.Report report = testWorkspace.verify();
        assertThat(report.findings()).isEmpty();
        assertThat(testWorkspace.bundles()).singleElement().satisfies(bundle -> {
            JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
            assertThat(run.at("/source_metadata/runfolio/event_id").asText()).isEqualTo(key);
            assertThat(run.get("errors")).isEmpty();
            run.get("outputs").forEach(output -> assertThat(
                            output.at("/metadata/runfolio/state").asText())
                    .isEqualTo("ready"));
        });
    }

    /** Makes room for the next; people may delete bundles. */
    private void removeBundles() throws IOException {
        for (Path bundle : testWorkspace.bundles()) {
            io.runfolio.files.DurableFiles.deleteTree(bundle);
        }
        Files.deleteIfExists(testWorkspace.outputs.resolve("index.jsonl"));
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
        javax.imageio.ImageIO.write(
                image, "png", testWorkspace.media.resolve(name).toFile());
    }

    private Path fill(long leave) throws IOException {
        Path filler = testWorkspace.outputs.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            while (Files.getFileStore(testWorkspace.outputs).getUsableSpace() > leave) {
                out.write(new byte[4096]);
            }
        }
        return filler;
    }
}

package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each {@code url} and {@code storageKey} of an artifact resolves; without a file, both are null. */
class ContentUrlsIT {
    @TempDir
    static Path folder;

    private static LiveApi api;
    private static JsonNode mixed;
    private static JsonNode jpg;

    @BeforeAll
    static void bundle() throws Exception {
        api = new LiveApi(folder);
        api.testWorkspace.writePicture("small.png", 64, 48, 1);
        api.testWorkspace.writePicture("large.png", 400, 300, 2);
        byte[] whole = Files.readAllBytes(api.testWorkspace.media.resolve("small.png"));
        Files.write(api.testWorkspace.media.resolve("broken.png"), Arrays.copyOf(whole, 40));
        Files.writeString(api.testWorkspace.media.resolve("note.txt"), "a note");
        api.bundle(
                "mixed",
                """
                {"status": "succeeded", "model_key": "m", "artifact": {"artifact_class": "video"},
                 "derivative_settings": {"image_web_max_dimension": 100},
                 "outputs": [
                  {"kind": "image", "source_path": "media/small.png", "role": "output"},
                  {"kind": "image", "source_path": "media/large.png", "role": "output"},
                  {"kind": "image", "source_path": "media/broken.png", "role": "output"},
                  {"kind": "image", "source_path": "media/missing.png", "role": "output"},
                  {"kind": "video", "source_path": "media/missing.mp4", "role": "output"},
                  {"kind": "text", "source_path": "media/note.txt", "role": "output"}]}""",
                1);
        api.bundle(
                "jpg",
                """
                {"status": "succeeded", "model_key": "m", "artifact": {"artifact_class": "research"},
                 "derivative_settings": {"image_web_max_dimension": 100, "image_web_format": "jpg",
                   "image_thumb_format": "png"},
                 "outputs": [{"kind": "image", "source_path": "media/large.png", "role": "output"}]}""",
                2);
        jpg = api.json("/v1/runs").at("/items/0/artifacts");
        mixed = api.json("/v1/runs").at("/items/1/artifacts");
        if (mixed.size() == 1) {
            JsonNode swapped = mixed;
            mixed = jpg;
            jpg = swapped;
        }
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static BufferedImage webp(String url) throws IOException {
        HttpResponse<byte[]> answer = api.get(url);
        assertThat(answer.statusCode()).as(url).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("image/webp");
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }

    @Test
    void the_artifact_class_follows_the_file() {
        List<String> classes = new ArrayList<>();
        mixed.forEach(artifact -> classes.add(artifact.get("artifactClass").asText()));
        assertThat(classes).containsExactly("visual", "visual", "visual", "visual", "video", "knowledge");
        assertThat(jpg.at("/0/artifactClass").asText()).isEqualTo("visual");
        assertThat(jpg.at("/0/content/type").asText()).isEqualTo("image");
    }

    @Test
    void urls_and_storage_keys_resolve_with_their_type_and_size() throws IOException {
        for (JsonNode artifact : (Iterable<JsonNode>) Stream.of(mixed, jpg)
                .flatMap(list -> IntStream.range(0, list.size()).mapToObj(list::get))::iterator) {
            JsonNode content = artifact.get("content");
            for (JsonNode part : List.of(content, content.path("raw"), content.path("processed"))) {
                if (part.path("url").isTextual()) {
                    HttpResponse<byte[]> answer = api.get(part.get("url").asText());
                    assertThat(answer.statusCode()).as(part.toString()).isEqualTo(200);
                }
                if (part.path("storageKey").isTextual()) {
                    BufferedImage picture =
                            webp("/v1/storage/" + part.get("storageKey").asText());
                    assertThat(picture.getWidth())
                            .as(part.toString())
                            .isEqualTo(part.get("width").asInt());
                    assertThat(picture.getHeight()).isEqualTo(part.get("height").asInt());
                    assertThat(part.get("mimeType").asText()).isEqualTo("image/webp");
                }
            }
        }
    }

    @Test
    void raw_has_the_size_of_the_output_and_processed_the_web_size() throws IOException {
        for (JsonNode content : List.of(mixed.at("/1/content"), jpg.at("/0/content"))) {
            assertThat(webp(content.at("/raw/url").asText()).getWidth()).isEqualTo(400);
            assertThat(webp(content.at("/processed/url").asText()).getWidth()).isEqualTo(100);
            assertThat(content.at("/raw/fullSize/limitedBy").isNull()).isTrue();
        }
        assertThat(webp(mixed.at("/0/content/raw/url").asText()).getWidth()).isEqualTo(64);
    }

    @Test
    void artifacts_without_a_file_have_no_url_and_no_storage_key() {
        for (int position : List.of(3, 4)) {
            JsonNode content = mixed.get(position).get("content");
            for (JsonNode part : List.of(content, content.get("raw"), content.get("processed"))) {
                assertThat(part.get("url").isNull()).as(part.toString()).isTrue();
                assertThat(part.get("storageKey").isNull()).isTrue();
                assertThat(part.get("originalUrl").isNull()).isTrue();
            }
        }
        assertThat(mixed.at("/2/content/storageKey").isNull())
                .as("no WebP of a broken file")
                .isTrue();
        assertThat(mixed.at("/2/content/url").asText()).endsWith("/content/original");
    }

    @Test
    void a_full_size_webp_is_created_once_for_concurrent_requests() throws IOException {
        String url = mixed.at("/1/content/raw/url").asText();
        List<CompletableFuture<HttpResponse<byte[]>>> answers = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> api.get(url)))
                .toList();
        byte[] first = answers.get(0).join().body();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo(first));
        try (Stream<Path> kept = Files.list(api.testWorkspace.outputs.resolve(".runfolio/renditions"))) {
            assertThat(kept.filter(file -> !file.getFileName().toString().endsWith(".webp")))
                    .isEmpty();
        }
    }

    @Test
    void an_image_too_wide_for_webp_is_served_in_web_size_with_the_reason() throws Exception {
        api.testWorkspace.writePicture("wide.png", 16_400, 20, 3);
        api.bundle("wide", TestWorkspace.event("wide", "succeeded", "wide.png"), 3);
        JsonNode raw = api.json("/v1/artifacts?minWidth=16400").at("/items/0/content/raw");
        assertThat(raw.at("/fullSize/limitedBy").asText()).isEqualTo("over_16383_pixels");
        assertThat(raw.at("/fullSize/width").asInt()).isEqualTo(16_400);
        assertThat(webp(raw.get("url").asText()).getWidth())
                .isEqualTo(1600)
                .isEqualTo(raw.get("width").asInt());
    }
}

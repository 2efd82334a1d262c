package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Post-processed outputs are served in raw and processed form. */
class ProcessedContentIT {
    @TempDir
    Path folder;

    private static BufferedImage webp(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("image/webp");
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }

    private static Map<String, byte[]> unzip(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void raw_and_processed_output_are_served_by_their_storage_keys() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            api.testWorkspace.writePicture("small.png", 160, 100, 1);
            api.testWorkspace.writePicture("large.png", 320, 200, 2);
            api.bundle(
                    "k",
                    "{\"status\":\"succeeded\",\"model_key\":\"m\",\"outputs\":["
                            + "{\"kind\":\"image\",\"source_path\":\"media/small.png\",\"role\":\"output\"},"
                            + "{\"kind\":\"image\",\"source_path\":\"media/large.png\",\"role\":\"output\","
                            + "\"metadata\":{\"processed_from\":\"small.png\"}}]}",
                    1);
            JsonNode run = api.json("/v1/runs").at("/items/0");
            JsonNode own = run.at("/artifacts/0");
            JsonNode processed = run.at("/artifacts/1");

            JsonNode content = processed.get("content");
            assertThat(webp(api.get(content.at("/raw/url").asText())).getWidth())
                    .isEqualTo(160);
            assertThat(webp(api.get(content.at("/processed/url").asText())).getWidth())
                    .isEqualTo(320);
            assertThat(webp(api.get("/v1/storage/"
                                    + content.at("/raw/storageKey").asText()))
                            .getWidth())
                    .isEqualTo(160);
            assertThat(webp(api.get("/v1/storage/"
                                    + content.at("/processed/storageKey").asText()))
                            .getWidth())
                    .isEqualTo(320);
            assertThat(api.get(content.at("/raw/originalUrl").asText()).body())
                    .isEqualTo(Files.readAllBytes(api.testWorkspace.media.resolve("small.png")));
            assertThat(api.get(content.at("/processed/originalUrl").asText()).body())
                    .isEqualTo(Files.readAllBytes(api.testWorkspace.media.resolve("large.png")));
            assertThat(own.at("/content/raw/url").asText())
                    .contains(own.get("id").asText());
            assertThat(webp(api.get(own.at("/content/raw/url").asText())).getWidth())
                    .isEqualTo(160);
            assertThat(api.get("/v1/artifacts/" + processed.get("id").asText() + "/content/raw.mp4")
                            .statusCode())
                    .isEqualTo(404);

            String ids = own.get("id").asText() + "," + processed.get("id").asText();
            String stem = run.get("id").asText() + "_0";
            byte[] small = Files.readAllBytes(api.testWorkspace.media.resolve("small.png"));
            Map<String, byte[]> raw =
                    unzip(api.get("/v1/export?ids=" + ids + "&form=raw&name=%7Brun_id%7D_%7Bposition%7D.%7Bext%7D"));
            assertThat(raw)
                    .containsOnlyKeys(
                            stem + "1.png", stem + "1.json", stem + "2_raw.png", stem + "2.json", "manifest.json");
            assertThat(raw.get(stem + "1.png")).isEqualTo(small);
            assertThat(raw.get(stem + "2_raw.png")).isEqualTo(small);
            Map<String, byte[]> both = unzip(api.get("/v1/export?ids=" + ids
                    + "&form=raw&form=original&form=png&name=%7Brun_id%7D_%7Bposition%7D.%7Bext%7D"));
            assertThat(both)
                    .containsOnlyKeys(
                            stem + "1.png",
                            stem + "1.json",
                            stem + "2.png",
                            stem + "2_raw.png",
                            stem + "2.json",
                            "manifest.json");
            assertThat(both.get(stem + "2.png"))
                    .isEqualTo(Files.readAllBytes(api.testWorkspace.media.resolve("large.png")));

            Files.delete(api.testWorkspace.bundles().get(0).resolve("web").resolve("output_01.webp"));
            assertThat(api.get(content.at("/raw/url").asText()).statusCode()).isEqualTo(200); // made again
        }
    }
}

package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renditions that the settings name are made on request, or served from the bundle. */
class NamedRenditionsIT {
    @TempDir
    Path folder;

    private static BufferedImage picture(HttpResponse<byte[]> answer, String type) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue(type);
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }

    private static void clip(Path file) throws Exception {
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=10:d=1", file.toString())
                .inheritIO()
                .start();
        assertThat(ffmpeg.waitFor()).isZero();
    }

    @Test
    void a_rendition_of_the_bundle_is_served_from_there_for_pictures_and_clips() throws Exception {
        String[] settings = {"runfolio.image.renditions.card", "fill 64x48 format=jpg make=sealing"};
        try (LiveApi api = new LiveApi(folder, settings)) {
            api.testWorkspace.writePicture("picture.png", 320, 200, 1);
            clip(api.testWorkspace.media.resolve("clip.mp4"));
            api.bundle("k", TestWorkspace.event("k", "succeeded", "picture.png", "clip.mp4"), 1);
            Path bundle = api.testWorkspace.bundles().get(0);
            JsonNode artifacts = api.json("/v1/runs").at("/items/0/artifacts");

            for (int output = 1; output <= 2; output++) {
                String id = artifacts.get(output - 1).get("id").asText();
                HttpResponse<byte[]> response = api.get("/v1/artifacts/" + id + "/content/rendition/card");
                BufferedImage card = picture(response, "image/jpeg");
                assertThat(new int[] {card.getWidth(), card.getHeight()}).containsExactly(64, 48);
                Path file = bundle.resolve("web/output_0" + output + "_card.jpg");
                assertThat(file).hasBinaryContent(response.body());
                assertThat(response.headers().firstValue("etag").orElse("")).contains(TestWorkspace.sha256(file));
            }
            assertThat(api.testWorkspace.outputs.resolve(".runfolio/renditions"))
                    .doesNotExist();

            Files.delete(bundle.resolve("web/output_01_card.jpg"));
            String id = artifacts.get(0).get("id").asText();
            picture(api.get("/v1/artifacts/" + id + "/content/rendition/card"), "image/jpeg");
            assertThat(api.testWorkspace.outputs.resolve(".runfolio/renditions"))
                    .isNotEmptyDirectory();
        }
    }

    @Test
    void a_rendition_is_made_on_request_and_cached() throws Exception {
        String[] settings = {
            "runfolio.image.renditions.card", "fill 64x48 format=jpg",
            "runfolio.image.renditions.icon", "square 16 format=png"
        };
        try (LiveApi api = new LiveApi(folder, settings)) {
            api.testWorkspace.writePicture("picture.png", 320, 200, 1);
            api.bundle(
                    "k",
                    "{\"status\":\"succeeded\",\"model_key\":\"m\",\"outputs\":["
                            + "{\"kind\":\"image\",\"source_path\":\"media/picture.png\",\"role\":\"output\"}]}",
                    1);
            JsonNode artifact = api.json("/v1/runs").at("/items/0/artifacts/0");
            String url = "/v1/artifacts/" + artifact.get("id").asText() + "/content/rendition/";

            BufferedImage card = picture(api.get(url + "card"), "image/jpeg");
            assertThat(new int[] {card.getWidth(), card.getHeight()}).containsExactly(64, 48);
            BufferedImage icon = picture(api.get(url + "icon?download=true"), "image/png");
            assertThat(new int[] {icon.getWidth(), icon.getHeight()}).containsExactly(16, 16);
            try (var kept = Files.list(api.testWorkspace.outputs.resolve(".runfolio/renditions"))) {
                assertThat(kept).hasSize(2);
            }

            byte[] first = api.get(url + "card").body();
            assertThat(api.get(url + "card").body()).isEqualTo(first);
            HttpResponse<byte[]> unknown = api.get(url + "poster");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(new String(unknown.body(), StandardCharsets.UTF_8))
                    .contains("unknown_rendition")
                    .contains("card, icon");
        }
    }
}

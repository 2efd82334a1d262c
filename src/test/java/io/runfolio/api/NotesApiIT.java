package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes of a run, and a lost derivative, over HTTP. */
class NotesApiIT {
    @TempDir
    Path folder;

    @Test
    void notes_are_read_and_replaced_with_their_revision() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            api.testWorkspace.writePicture("a.png", 60, 40, 1);
            api.bundle("a", TestWorkspace.event("a", "succeeded", "a.png"), 1);
            Path bundle = api.testWorkspace.bundles().get(0);
            String self = "/v1/runs/" + bundle.getFileName() + "/notes";
            HttpResponse<byte[]> sealed = api.get(self);
            assertThat(sealed.headers().firstValue("etag")).hasValue("\"0\"");

            assertThat(put(api, self, "{\"notes\":\"Matte.\"}", "\"0\"").statusCode())
                    .isEqualTo(200);
            JsonNode now = api.json(self);
            assertThat(now.get("notes").asText()).isEqualTo("Matte.");
            assertThat(now.get("revision").asLong()).isEqualTo(1);
            assertThat(Files.readString(bundle.resolve("notes.md")))
                    .isEqualTo(now.get("markdown").asText());
            assertThat(put(api, self, "{\"notes\":\"Lost.\"}", "\"0\"").statusCode())
                    .isEqualTo(412);
            assertThat(put(api, self, "{\"notes\":\"Lost.\",\"revision\":0}", "*")
                            .statusCode())
                    .isEqualTo(409);
            assertThat(put(api, self, "{\"note\":\"x\"}", "*").statusCode()).isEqualTo(422);
            assertThat(put(api, "/v1/runs/none/notes", "{\"notes\":\"x\"}", "*").statusCode())
                    .isEqualTo(404);
            await().atMost(LiveApi.SOON).until(() -> api.json("/v1/runs/" + bundle.getFileName())
                    .get("notes")
                    .asText()
                    .equals("Matte."));
            assertThat(put(api, self, "{\"notes\":\"\"}", "\"1\"").statusCode()).isEqualTo(200);
            assertThat(api.testWorkspace.verify().findings()).isEmpty();

            Path web = bundle.resolve("web/output_01.webp");
            byte[] before = Files.readAllBytes(web);
            Files.delete(web);
            String id = api.json("/v1/runs/" + bundle.getFileName())
                    .at("/artifacts/0/id")
                    .asText();
            await().atMost(LiveApi.SOON)
                    .until(() -> api.get("/v1/artifacts/" + id + "/content/web").statusCode() == 200);
            assertThat(Files.readAllBytes(web)).isEqualTo(before);
            Files.delete(web);
            await().atMost(LiveApi.SOON)
                    .until(() -> api.get("/v1/runs/" + bundle.getFileName() + "/files/web/output_01.webp")
                                    .statusCode()
                            == 200);
            assertThat(api.testWorkspace.verify().findings()).isEmpty();
        }
    }

    private static HttpResponse<byte[]> put(LiveApi api, String target, String json, String ifMatch) {
        return api.send(api.builder(target, "Content-Type", "application/json", "If-Match", ifMatch)
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }
}

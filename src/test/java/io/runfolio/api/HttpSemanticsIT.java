package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Method names, content codings and half-closed connections, as RFC 9110 and RFC 9112 define them. */
class HttpSemanticsIT {
    @TempDir
    static Path folder;

    private static LiveApi api;
    private static String artifact;

    @BeforeAll
    static void start() throws Exception {
        api = new LiveApi(folder);
        api.testWorkspace.writePicture("one.png", 1200, 900, 1);
        api.bundle("one", TestWorkspace.event("one", "succeeded", "one.png"), 1);
        artifact = api.json("/v1/artifacts").at("/items/0/id").asText();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "Get", "post", "delete", "BREW"})
    void a_method_name_that_is_not_known_is_not_implemented(String method) {
        String response = api.raw(
                method + " /v1/health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 501 ").contains("\"error\":\"method_not_implemented\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE", "TRACE"})
    void a_known_method_that_the_path_does_not_support_is_not_allowed(String method) {
        String response =
                api.raw(method + " /v1/health HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 405 ").containsIgnoringCase("\r\nallow: GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "identity, gzip", "x"})
    void a_compressed_body_is_refused_with_the_coding_that_is_accepted(String coding) {
        HttpResponse<byte[]> response = api.post("/v1/events", "{}", "Content-Encoding", coding);
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("Accept-Encoding")).contains("identity");
        assertThat(LiveApi.error(response)).isEqualTo("content_encoding_unsupported");
    }

    @Test
    void the_coding_identity_is_accepted() {
        HttpResponse<byte[]> response = api.post("/v1/decisions", "{}", "Content-Encoding", "identity");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("Accept-Encoding")).isEmpty();
    }

    @Test
    void a_body_in_a_broken_encoding_is_invalid_json() {
        byte[] utf32 = {0, 0, 0, '{', 0, 0x7f, -1, -1};
        HttpResponse<byte[]> response = api.send(api.builder("/v1/decisions", "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(utf32)));
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(LiveApi.error(response)).isEqualTo("json_invalid");
    }

    @Test
    void a_client_that_shuts_down_its_output_gets_the_whole_response() throws IOException {
        String response = halfClosed("GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 200 ").endsWith("}");
        String posted = halfClosed("POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(posted).startsWith("HTTP/1.1 422 ").endsWith("}");
    }

    @Test
    void a_half_closed_client_gets_files_and_exports_whole() throws IOException {
        String target = "/v1/artifacts/" + artifact + "/content/original";
        byte[] file = api.get(target).body();
        String served = halfClosed("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(bodyOf(served)).isEqualTo(file);
        String export = halfClosed("GET /v1/export?ids=" + artifact + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(export).contains("PK\003\004").endsWith("\r\n0\r\n\r\n");
    }

    @Test
    void every_pipelined_request_of_a_half_closed_client_is_answered() throws IOException {
        String requests = IntStream.range(0, 100)
                .mapToObj(i -> "GET /v1/artifacts?key" + i + "=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .collect(Collectors.joining());
        assertThat(Pattern.compile("\"message\":\"key(\\d+) is not known")
                        .matcher(halfClosed(requests))
                        .results())
                .extracting(found -> Integer.parseInt(found.group(1)))
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void a_half_closed_connection_without_a_whole_request_is_closed() throws IOException {
        assertThat(halfClosed("")).isEmpty();
        assertThat(halfClosed("GET /v1/health HTTP/1.1\r\nHost: loc")).isEmpty();
        assertThat(halfClosed("POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{"))
                .isEmpty();
    }

    @Test
    void a_feed_ends_when_its_client_shuts_down_its_output() throws IOException {
        String feed = halfClosed("GET /v1/changes HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(feed).doesNotContain("\r\n0\r\n\r\n");
    }

    @Test
    void a_review_change_takes_a_unique_prefix_of_the_artifact_id() {
        String prefix = artifact.substring(0, artifact.length() - 4);
        HttpResponse<byte[]> ranked = api.post("/v1/artifacts/" + prefix + "/rank", "{\"rank\":3}");
        assertThat(ranked.statusCode()).isEqualTo(200);
        assertThat(LiveApi.json(ranked).get("id").asText()).isEqualTo(artifact);
        HttpResponse<byte[]> many = api.post(
                "/v1/decisions",
                "{\"decision\":\"approve\",\"items\":[{\"id\":\"" + prefix + "\"},{\"id\":\"artifact-none\"}]}");
        assertThat(LiveApi.json(many).at("/items/0/id").asText()).isEqualTo(artifact);
        assertThat(LiveApi.json(many).at("/items/0/ok").asBoolean()).isTrue();
        assertThat(LiveApi.json(many).at("/items/1/error/error").asText()).isEqualTo("artifact_not_found");
        assertThat(api.get("/v1/export?ids=" + prefix).statusCode()).isEqualTo(200);
    }

    /** Sends bytes, shuts down the output, and returns everything until the server ends the connection. */
    private static String halfClosed(String requests) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout((int) LiveApi.SOON.toMillis() / 3);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] bodyOf(String response) {
        byte[] bytes = response.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOfRange(bytes, response.indexOf("\r\n\r\n") + 4, bytes.length);
    }
}

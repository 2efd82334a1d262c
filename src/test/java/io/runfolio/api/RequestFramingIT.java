package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.security.TokenFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Ambiguous requests, and values that do not fit headers or numbers. */
class RequestFramingIT {
    private static final String POST =
            "POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final String GET = "GET /v1/health HTTP/1.1\r\nHost: localhost\r\n";
    private static final String SMUGGLED = "GET /v1/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    static Path folder;

    private static LiveApi api;

    @BeforeAll
    static void start() throws Exception {
        api = new LiveApi(folder);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static Stream<String> malformed() {
        return Stream.of(
                POST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 200\r\n\r\n0\r\n\r\n",
                POST + "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
                POST + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                POST + "Content-Length: 2, 2\r\n\r\n{}",
                POST + "Content-Length: +2\r\n\r\n{}",
                POST + "Content-Length: -2\r\n\r\n{}",
                POST + "Content-Length: 0x2\r\n\r\n{}",
                POST + "Content-Length: 99999999999999999999\r\n\r\n{}",
                POST + "Content-Length:\r\n\r\n{}",
                POST + "Content-Length : 2\r\n\r\n{}",
                POST + "Transfer-Encoding: gzip\r\n\r\n{}",
                POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                POST.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n2;a\n{}\r\n0\r\n\r\n",
                GET + "X-Folded: a\r\n b\r\n\r\n",
                GET + "X-Folded: a\r\n\tb\r\n\r\n",
                GET + "X-Bare: a\nX-More: b\r\n\r\n",
                GET.replace("\r\n", "\n") + "\n",
                GET + "X-Nul: a\0b\r\n\r\n",
                GET + "X-Escape: a\u001bb\r\n\r\n",
                GET + "X-Return: a\rb\r\n\r\n",
                GET + "X Blank: a\r\n\r\n",
                GET + ": nameless\r\n\r\n",
                GET + "no colon\r\n\r\n",
                GET + "Host: other\r\n\r\n",
                GET.replace("Host: localhost\r\n", "") + "\r\n",
                GET.replace("GET /", "GET http://other.example/") + "\r\n",
                GET.replace("GET /v1/health", "GET http://other.example?/v1/health") + "\r\n",
                GET.replace("GET /", "GET http://localhost@other.example/") + "\r\n",
                "GE(T /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "nonsense\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void ambiguous_requests_are_refused_and_the_connection_closed(String request) throws IOException {
        String answer = api.raw(request + SMUGGLED);
        assertThat(answer).as(request).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
        assertProblem(answer, 400, "request_malformed");
        assertThat(api.get("/v1/health").statusCode()).isEqualTo(200);
    }

    @Test
    void a_target_in_absolute_form_must_have_the_host_of_the_header() throws IOException {
        String end = "Connection: close\r\n\r\n";
        assertThat(api.raw(GET.replace("GET /", "GET http://LOCALHOST/") + end)).startsWith("HTTP/1.1 200 ");
        assertThat(api.raw(GET.replace("health ", "health?a=b://c ") + end)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void errors_of_the_http_library_have_the_error_format_of_the_api() throws IOException {
        String end = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertProblem(api.raw("GET /" + "x".repeat(70_000) + end), 414, "uri_too_long");
        assertProblem(api.raw(GET + "X-Large: " + "x".repeat(40_000) + "\r\n\r\n"), 431, "headers_too_large");
        assertProblem(api.raw(GET + "X: y\r\n".repeat(20_000) + "\r\n"), 431, "headers_too_large");
        assertProblem(api.raw(GET.replace("HTTP/1.1", "HTTP/2.0") + "\r\n"), 505, "version_not_supported");
        assertProblem(api.raw(GET.replace("HTTP/1.1", "HTTP/1.7") + "\r\n"), 505, "version_not_supported");
        assertThat(api.get("/v1/health").statusCode()).isEqualTo(200);
    }

    private static void assertProblem(String answer, int status, String error) throws IOException {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("\r\nconnection: close\r\n");
        JsonNode detail = OpenApiContract.JSON
                .readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                .get("detail");
        assertThat(detail.get("error").asText()).isEqualTo(error);
        assertThat(detail.get("status").asInt()).isEqualTo(status);
        assertThat(detail.get("message").asText()).isNotBlank();
        assertThat(answer).containsIgnoringCase("x-content-type-options: nosniff");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "rank {\"rank\":1e400}",
                "rank {\"rank\":-1e400}",
                "rank {\"rank\":1e30}",
                "rank {\"rank\":99999999999999999999999999}",
                "rank {\"rank\":1.5}",
                "rank {\"rank\":1,\"revision\":1e400}",
                "rank {\"rank\":1,\"revision\":1e-400000}",
                "rank {\"rank\":1,\"revision\":9223372036854775808}",
                "tags {\"tags\":[1e400]}",
                "preference {\"preferred\":1e400}",
                "decision {\"decision\":1e400}",
            })
    void numbers_that_overflow_are_refused(String action, String body) {
        HttpResponse<byte[]> answer = api.post("/v1/artifacts/artifact-0123456789abcdef/" + action, body);
        assertThat(answer.statusCode()).as(body).isIn(422, 404);
        assertThat(body.contains("e-4") || answer.statusCode() == 422).as(body).isTrue();
        for (String query : List.of("limit=1e400", "limit=99999999999999999999", "limit=-1", "limit=1e2")) {
            assertThat(api.get("/v1/artifacts?" + query).statusCode()).isEqualTo(422);
        }
        assertThat(api.get("/v1/artifacts", "If-None-Match", "\"9".repeat(100)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void line_breaks_in_recorded_types_and_checksums_break_no_header() throws Exception {
        try (LiveApi other = new LiveApi(folder.resolve("other"))) {
            other.testWorkspace.writePicture("a.png", 8, 8, 1);
            other.bundle("a", TestWorkspace.event("a", "succeeded", "a.png"), 1);
            Path record = other.testWorkspace.bundles().get(0).resolve("run.json");
            ObjectNode run = (ObjectNode) OpenApiContract.JSON.readTree(record.toFile());
            ObjectNode output = (ObjectNode) run.at("/outputs/0");
            output.put("mime_type", "image/png\r\nX-Injected: 1\r\n\r\n<script>");
            output.put("sha256", "\"\r\nX-Injected: 1");
            Files.writeString(record, run.toString());
            String name = "/v1/runs/" + run.get("run_id").asText() + "/files/original/output_01.png";
            String id = other.json("/v1/artifacts").at("/items/0/id").asText();
            for (String target : List.of(name, "/v1/artifacts/" + id + "/content/original")) {
                HttpResponse<byte[]> answer = other.get(target);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-injected")).isEmpty();
                assertThat(answer.headers().firstValue("content-type").orElseThrow())
                        .isIn("application/octet-stream", "image/png");
            }
        }
    }

    @Test
    void markup_in_an_event_is_escaped_in_its_notes() throws Exception {
        try (LiveApi other = new LiveApi(folder.resolve("notes"))) {
            String markup = "a < b <script>alert(1)</script> <!-- x --> <https://evil.example>";
            ObjectNode event = (ObjectNode) OpenApiContract.JSON.readTree(TestWorkspace.event("n", "failed"));
            event.put("notes", markup).put("model_key", "m` <img src=x> `");
            event.putArray("tags").add("<b>tag</b>");
            event.putArray("errors").add("<i>error</i>");
            event.putObject("prompts").put("raw", markup);
            other.bundle("n", event.toString(), 1);
            String run = other.json("/v1/runs").at("/items/0/id").asText();
            HttpResponse<byte[]> notes = other.get("/v1/runs/" + run + "/files/notes.md");
            assertThat(notes.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
            assertThat(notes.headers().firstValue("x-content-type-options")).hasValue("nosniff");
            String text = new String(notes.body(), StandardCharsets.UTF_8);
            assertThat(text).contains("a < b &lt;script>", "- Tags: &lt;b>tag&lt;/b>", "- &lt;i>error");
            // what is left of markup is in code, which nothing in it ends
            assertThat(text.replaceAll("`[^`\n]*`", "")).doesNotContainPattern("<[A-Za-z/!]");
        }
    }

    @Test
    void sessions_are_limited_per_token() throws Exception {
        Path file = folder.resolve("tokens.json");
        String ada = new TokenFile(file).create("ada", EnumSet.of(Scope.READ));
        String bob = new TokenFile(file).create("bob", EnumSet.of(Scope.READ));
        try (LiveApi other = new LiveApi(
                folder.resolve("sessions"),
                "runfolio.http.tokens-file",
                file.toString(),
                "runfolio.http.trusted-proxies",
                "127.0.0.1")) {
            String bobs = cookie(other, bob);
            List<String> adas =
                    Stream.generate(() -> cookie(other, ada)).limit(1100).toList();
            assertThat(other.get("/v1/artifacts", "Cookie", bobs).statusCode()).isEqualTo(200);
            assertThat(adas.stream()
                            .filter(one ->
                                    other.get("/v1/artifacts", "Cookie", one).statusCode() == 200)
                            .count())
                    .isEqualTo(20);
            String[] tls = {"Authorization", "Bearer " + ada, "X-Forwarded-Proto", "https"};
            assertThat(other.post("/v1/session", "", tls)
                            .headers()
                            .firstValue("set-cookie")
                            .orElseThrow())
                    .endsWith("; Secure");
            assertThat(other.post("/v1/session", "", "Authorization", "Bearer " + ada)
                            .headers()
                            .firstValue("set-cookie")
                            .orElseThrow())
                    .doesNotContain("Secure");
        }
        try (LiveApi without = new LiveApi(folder.resolve("without"), "runfolio.http.tokens-file", file.toString())) {
            String[] tls = {"Authorization", "Bearer " + ada, "X-Forwarded-Proto", "https"};
            assertThat(without.post("/v1/session", "", tls)
                            .headers()
                            .firstValue("set-cookie")
                            .orElseThrow())
                    .as("anybody can say so")
                    .doesNotContain("Secure");
        }
    }

    private static String cookie(LiveApi api, String token) {
        return api.post("/v1/session", "", "Authorization", "Bearer " + token)
                .headers()
                .firstValue("set-cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
    }
}

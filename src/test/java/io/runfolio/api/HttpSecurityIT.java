package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.api.security.ServerBindException;
import io.runfolio.api.security.TokenFile;
import io.runfolio.api.security.Tokens;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorization, host and origin checks, path safety and security headers. */
class HttpSecurityIT {
    @TempDir
    static Path folder;

    private static LiveApi api;
    private static Path tokens;
    private static String reader;
    private static String reviewer;
    private static String sender;

    @BeforeAll
    static void open() throws Exception {
        tokens = folder.resolve("keys").resolve("tokens.json");
        reader = new TokenFile(tokens).create("ada", EnumSet.of(Scope.READ));
        reviewer = new TokenFile(tokens).create("rev", EnumSet.of(Scope.READ, Scope.REVIEW));
        sender = new TokenFile(tokens).create("gen", EnumSet.of(Scope.SUBMIT));
        api = new LiveApi(
                folder,
                "runfolio.http.tokens-file",
                tokens.toString(),
                "runfolio.http.allowed-origins",
                "https://studio.example",
                "runfolio.http.max-body",
                "2KiB");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    @Test
    void only_health_contract_and_pages_are_public() {
        for (OpenApiContract.Operation operation : api.openApiContract.operations()) {
            String target = operation.path().replaceAll("\\{[^}]+}", "x");
            HttpResponse<byte[]> answer = api.unchecked(api.builder(target, "Content-Type", "application/json")
                    .method(operation.method(), java.net.http.HttpRequest.BodyPublishers.ofString("{}")));
            boolean open = operation.node().path("security").toString().equals("[{}]");
            assertThat(answer.statusCode() == 401)
                    .as(operation.id() + " " + answer.statusCode())
                    .isEqualTo(!open);
            if (!open) {
                assertThat(answer.headers().firstValue("www-authenticate").orElseThrow())
                        .startsWith("Bearer");
            }
        }
        assertThat(api.get("/v1/artifacts", "Authorization", "Bearer rf_wrong").statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_token_allows_what_its_scopes_allow() {
        String event = TestWorkspace.event("e", "failed");
        assertThat(api.get("/v1/artifacts", bearer(reader)).statusCode()).isEqualTo(200);
        assertThat(api.get("/v1/artifacts", bearer(sender)).statusCode()).isEqualTo(403);
        assertThat(api.post("/v1/events", event, bearer(reader)).statusCode()).isEqualTo(403);
        assertThat(api.post("/v1/events", event, bearer(reviewer)).statusCode()).isEqualTo(403);
        for (String sly : List.of("/v1/events/", "//v1//events", "/V1/Events")) {
            assertThat(api.unchecked(api.builder(
                                            sly,
                                            "Authorization",
                                            "Bearer " + reviewer,
                                            "Content-Type",
                                            "application/json")
                                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(event)))
                            .statusCode())
                    .isIn(403, 404);
        }
        assertThat(api.post("/v1/events", event, bearer(sender)).statusCode()).isEqualTo(202);
        assertThat(LiveApi.error(api.post("/v1/artifacts/x/decision", "{\"decision\":\"approve\"}", bearer(reader))))
                .isEqualTo("scope_missing");
        JsonNode who = LiveApi.json(api.get("/v1/session", bearer(reviewer)));
        assertThat(who.get("name").asText()).isEqualTo("rev");
        assertThat(who.get("scopes").toString()).isEqualTo("[\"read\",\"review\"]");
    }

    @Test
    void a_session_cookie_allows_reading_until_the_session_ends() {
        HttpResponse<byte[]> opened = api.post("/v1/session", "", bearer(reviewer));
        String set = opened.headers().firstValue("set-cookie").orElseThrow();
        assertThat(set).contains("HttpOnly", "SameSite=Strict", "Path=/v1").doesNotContain(reviewer);
        String cookie = set.replaceFirst(";.*", "");
        assertThat(api.get("/v1/artifacts", "Cookie", "other=1; " + cookie).statusCode())
                .isEqualTo(200);
        assertThat(api.post("/v1/decisions", "{}", "Cookie", cookie).statusCode())
                .isEqualTo(401);
        assertThat(api.post("/v1/session", "", "Cookie", cookie).statusCode()).isEqualTo(401);
        assertThat(api.send(api.builder("/v1/session", "Cookie", cookie).DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(api.get("/v1/artifacts", "Cookie", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void tokens_are_stored_as_hashes_in_a_file_readable_by_its_owner() throws IOException {
        String text = Files.readString(tokens);
        assertThat(text).doesNotContain(reader).contains(Tokens.sha256(reader));
        assertThat(reader).hasSizeGreaterThan(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokens)))
                .isEqualTo("rw-------");
        Path copy = folder.resolve("copied.json");
        Files.copy(tokens, copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> new TokenFile(copy).read()).hasMessageContaining("chmod 600");
    }

    @Test
    void a_server_without_tokens_does_not_listen_on_the_network() {
        Map<String, String> open = Map.of("runfolio.http.host", "0.0.0.0", "runfolio.http.enabled", "true");
        assertThatThrownBy(() -> TokenFile.of(RunfolioSettings.from(open).http()))
                .isInstanceOf(ServerBindException.class)
                .hasMessageContaining("0.0.0.0")
                .hasMessageContaining("runfolio token create");
        Map<String, String> missing =
                Map.of("runfolio.http.tokens-file", folder.resolve("none.json").toString());
        assertThatThrownBy(() -> TokenFile.of(RunfolioSettings.from(missing).http()))
                .isInstanceOf(ServerBindException.class);
    }

    @Test
    void foreign_host_names_are_refused_on_the_loopback_interface() {
        String asked = "GET /v1/health HTTP/1.1\r\nHost: rebound.example:80\r\nConnection: close\r\n\r\n";
        assertThat(api.raw(asked)).startsWith("HTTP/1.1 403").contains("host_refused");
        assertThat(api.raw(asked.replace("rebound.example:80", "localhost:" + api.port())))
                .startsWith("HTTP/1.1 200");
        assertThat(api.raw(asked.replace("rebound.example:80", "127.0.0.1.evil.example")))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void cross_site_requests_are_refused_unless_allowed() {
        String[] evil = {"Origin", "https://evil.example", "Authorization", "Bearer " + reader};
        assertThat(LiveApi.error(api.get("/v1/artifacts", evil))).isEqualTo("origin_refused");
        assertThat(api.get("/v1/artifacts", "Origin", "null", "Authorization", "Bearer " + reader)
                        .statusCode())
                .isEqualTo(403);
        assertThat(api.get("/v1/artifacts", "Sec-Fetch-Site", "cross-site", "Authorization", "Bearer " + reader)
                        .statusCode())
                .isEqualTo(403);
        assertThat(api.get(
                                "/v1/artifacts",
                                "Origin",
                                "http://127.0.0.1:" + api.port(),
                                "Authorization",
                                "Bearer " + reader)
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> named =
                api.get("/v1/artifacts", "Origin", "https://studio.example", "Authorization", "Bearer " + reader);
        assertThat(named.headers().firstValue("access-control-allow-origin")).hasValue("https://studio.example");
        assertThat(named.headers().firstValue("vary")).hasValue("Origin");
        assertThat(api.get("/v1/health").headers().firstValue("access-control-allow-origin"))
                .isEmpty();
        String preflight = "OPTIONS /v1/artifacts HTTP/1.1\r\nHost: localhost\r\nOrigin: https://studio.example\r\n"
                + "Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n";
        assertThat(api.raw(preflight)).startsWith("HTTP/1.1 204").containsIgnoringCase("access-control-allow-methods");
        assertThat(api.raw(preflight.replace("studio", "evil"))).startsWith("HTTP/1.1 403");
    }

    @Test
    void paths_outside_of_bundles_are_not_served() throws IOException {
        Files.writeString(folder.resolve("secret.txt"), "the secret");
        api.post("/v1/events", TestWorkspace.event("e", "failed"), bearer(sender));
        org.awaitility.Awaitility.await()
                .atMost(LiveApi.SOON)
                .until(() -> LiveApi.json(api.get("/v1/runs", bearer(reader)))
                                .get("items")
                                .size()
                        == 1);
        String run = LiveApi.json(api.get("/v1/runs", bearer(reader)))
                .at("/items/0/id")
                .asText();
        for (String way : List.of(
                "../secret.txt",
                "..%2f..%2f..%2fsecret.txt",
                "%2e%2e/%2e%2e/secret.txt",
                "logs/..%2f..%2f..%2f..%2fsecret.txt",
                "logs/%2e%2e%5c%2e%2e",
                "..%252f..%252fsecret.txt",
                "%00",
                "run.json%00.txt",
                ".",
                "..",
                "original/..",
                "%2fetc%2fpasswd",
                "logs/.hidden")) {
            String answer = api.raw(
                    "GET /v1/runs/" + run + "/files/" + way + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + reader + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(way).matches("(?s)HTTP/1.1 (404|422|400) .*").doesNotContain("the secret");
        }
        Path bundle = api.testWorkspace.bundles().get(0);
        Files.createSymbolicLink(bundle.resolve("logs").resolve("link.txt"), folder.resolve("secret.txt"));
        assertThat(api.get("/v1/runs/" + run + "/files/logs/link.txt", bearer(reader))
                        .statusCode())
                .isEqualTo(404);
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("secret.txt"), "the secret");
        io.runfolio.files.DurableFiles.deleteTree(bundle.resolve("logs"));
        for (Path target : List.of(elsewhere, Files.createDirectories(api.testWorkspace.outputs.resolve("beside")))) {
            Files.writeString(target.resolve("secret.txt"), "the secret");
            Files.createSymbolicLink(bundle.resolve("logs"), target);
            assertThat(api.get("/v1/runs/" + run + "/files/logs/secret.txt", bearer(reader))
                            .statusCode())
                    .as("a linked folder, also to a place below the outputs folder")
                    .isEqualTo(404);
            Files.delete(bundle.resolve("logs"));
        }
        Files.createDirectory(bundle.resolve("logs"));
        assertThat(api.get("/v1/runs/" + run + "/files/run.json", bearer(reader))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void bodies_that_are_too_large_are_refused_before_they_are_read() {
        String head = "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + sender
                + "\r\nContent-Type: application/json\r\n";
        // nothing of the body is ever sent
        assertThat(api.raw(head + "Content-Length: 99999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("too_large");
        assertThat(api.raw(head + "Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
        assertThat(api.raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(3)))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void only_json_bodies_are_accepted() {
        String[] form = {"Authorization", "Bearer " + sender, "content-type", "text/plain"};
        assertThat(api.post("/v1/events", TestWorkspace.event("e", "failed"), form)
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void responses_forbid_content_sniffing_and_framing() {
        for (String target : List.of("/v1/health", "/docs", "/openapi.yaml", "/v1/artifacts", "/nothing")) {
            HttpResponse<byte[]> answer = api.unchecked(api.builder(target).GET());
            assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                    .contains("frame-ancestors 'none'");
            assertThat(answer.headers().firstValue("referrer-policy")).hasValue("no-referrer");
        }
    }
}

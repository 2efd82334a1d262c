package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Redirects of the API to S3Proxy, which compares the signatures of links. */
class StoreRedirectsIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int SIZE = 100_000;
    private static final String FILE = "original/output_02.bin";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static S3Server server;
    private static StoreDatabase database;

    private StoreHost host;
    private Path bundle;
    private byte[] bytes;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.s3proxy(folder.resolve("server"));
        database = new StoreDatabase();
        server.awaitReady();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        database.close();
    }

    @BeforeEach
    void prepare(TestInfo test) throws SQLException, IOException {
        String name = test.getTestMethod().orElseThrow().getName();
        database.execute("public", "CREATE SCHEMA " + name);
        host = new StoreHost("host", folder.resolve(name), server, database, name);
        host.set("runfolio.store.redirect", "true");
        bundle = host.bundleOfMedia("one", SIZE);
        bytes = Files.readAllBytes(bundle.resolve(FILE));
    }

    @AfterEach
    void disconnect() {
        Backends.disconnect();
    }

    private String content(int index, String view) throws IOException {
        return "/v1/artifacts/" + host.artifact(bundle, index) + "/content/" + view;
    }

    private static URI location(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(307);
        assertThat(answer.headers().firstValue("cache-control")).contains("private, no-store");
        return URI.create(answer.headers().firstValue("location").orElseThrow());
    }

    private static HttpResponse<byte[]> follow(String method, URI link, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(link).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void originals_and_web_derivatives_are_read_from_the_store_and_thumbs_from_the_server() throws Exception {
        try (StoreHost.HostProcess serving = host.serve(bundle)) {
            URI link = location(serving.get(content(1, "original")));
            assertThat(link.getPort()).isEqualTo(server.port());
            assertThat(link.getRawQuery()).contains("X-Amz-Expires=300");
            HttpResponse<byte[]> whole = follow("GET", link);
            assertThat(whole.body()).isEqualTo(bytes);
            assertThat(header(whole, "content-type")).isEqualTo("application/octet-stream");
            assertThat(header(whole, "content-disposition"))
                    .startsWith("attachment; filename=\"" + bundle.getFileName() + "_output_02.bin\"");

            HttpResponse<byte[]> part = follow("GET", link, "Range", "bytes=10-19");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));

            HttpResponse<byte[]> web = follow("GET", location(serving.get(content(0, "web"))));
            assertThat(web.body()).isEqualTo(Files.readAllBytes(bundle.resolve("web/output_01.webp")));
            assertThat(header(web, "content-type")).isEqualTo("image/webp");
            assertThat(header(web, "content-disposition")).startsWith("inline");
            assertThat(header(
                            follow("GET", location(serving.get(content(0, "web?download=true")))),
                            "content-disposition"))
                    .startsWith("attachment");

            String files = "/v1/runs/" + bundle.getFileName() + "/files/";
            assertThat(follow("GET", location(serving.get(files + FILE))).body())
                    .isEqualTo(bytes);
            for (String path : List.of("thumb/output_01.webp", "run.json")) {
                assertThat(serving.get(files + path).statusCode()).isEqualTo(200);
            }
            assertThat(serving.get(content(0, "thumb")).body())
                    .isEqualTo(Files.readAllBytes(bundle.resolve("thumb/output_01.webp")));
            assertThat(serving.get(files + "original/nothing.png").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_link_is_valid_for_the_method_of_its_request_only() throws Exception {
        try (StoreHost.HostProcess serving = host.serve(bundle)) {
            URI link = location(serving.get(content(1, "original")));
            URI head = location(
                    serving.send(serving.request(content(1, "original")).method("HEAD", BodyPublishers.noBody())));

            HttpResponse<byte[]> answer = follow("HEAD", head);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "content-length")).isEqualTo(String.valueOf(SIZE));
            assertThat(follow("HEAD", link).statusCode()).isEqualTo(403);
            assertThat(follow("GET", head).statusCode()).isEqualTo(403);
            assertThat(follow("GET", link).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tampered_and_expired_links_are_refused() throws Exception {
        host.set("runfolio.store.redirect-validity", "1s");
        try (StoreHost.HostProcess serving = host.serve(bundle)) {
            URI short1 = location(serving.get(content(1, "original")));
            await().atMost(SOON).until(() -> follow("GET", short1).statusCode() == 403);
        }
        host.set("runfolio.store.redirect-validity", "1h");
        try (StoreHost.HostProcess serving = host.serve(bundle)) {
            URI link = location(serving.get(content(1, "original")));
            String sha256 = TestWorkspace.sha256(bundle.resolve(FILE));
            String other = TestWorkspace.sha256(bundle.resolve("original/output_01.png"));
            String path = sha256.substring(0, 2) + "/" + sha256;
            for (URI changed : List.of(
                    changed(link, path, other.substring(0, 2) + "/" + other),
                    changed(link, "octet-stream", "xhtml%2Bxml"),
                    changed(link, "attachment", "inline"),
                    changed(link, "X-Amz-Expires=3600", "X-Amz-Expires=36000"))) {
                assertThat(follow("GET", changed).statusCode())
                        .as(changed.toString())
                        .isEqualTo(403);
            }
            assertThat(follow("GET", link).body()).isEqualTo(bytes);
        }
    }

    private static URI changed(URI link, String text, String other) {
        assertThat(link.toString()).contains(text);
        return URI.create(link.toString().replaceFirst(text, other));
    }

    @Test
    void a_request_without_a_token_gets_no_link() throws Exception {
        Path tokens = host.workspace.root.resolve("tokens");
        String token = new TokenFile(tokens).create("reader", EnumSet.of(Scope.READ));
        host.set("runfolio.http.tokens-file", tokens.toString());
        try (StoreHost.HostProcess serving = host.serve()) {
            String path = content(1, "original");
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> with(serving, path, token).statusCode() == 307);

            for (HttpResponse<byte[]> refused : List.of(serving.get(path), with(serving, path, token + "x"))) {
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.headers().firstValue("location")).isEmpty();
            }
            assertThat(follow("GET", location(with(serving, path, token))).body())
                    .isEqualTo(bytes);
        }
    }

    private static HttpResponse<byte[]> with(StoreHost.HostProcess serving, String path, String token)
            throws IOException, InterruptedException {
        return serving.send(serving.request(path).header("Authorization", "Bearer " + token));
    }

    @Test
    void a_shared_file_is_redirected_by_a_link_that_reveals_no_run() throws Exception {
        try (StoreHost.HostProcess serving = host.serve(bundle)) {
            String json = "{\"artifactIds\": [\"" + host.artifact(bundle, 1) + "\"], \"download\": true}";
            HttpResponse<byte[]> created = serving.send(serving.request("/v1/shares")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json)));
            assertThat(created.statusCode()).as(new String(created.body())).isEqualTo(201);
            String page =
                    TestWorkspace.parse(new String(created.body())).get("path").asText();
            assertThat(header(serving.get(page), "content-security-policy"))
                    .contains("media-src 'self' http://127.0.0.1:" + server.port());

            URI link = location(serving.get(page + "/files/1/original"));
            assertThat(link.toString())
                    .contains("shared-1.bin")
                    .doesNotContain(bundle.getFileName().toString(), "output_02");
            assertThat(follow("GET", link).body()).isEqualTo(bytes);

            String id =
                    TestWorkspace.parse(new String(created.body())).get("id").asText();
            assertThat(serving.send(serving.request("/v1/shares/" + id).DELETE())
                            .statusCode())
                    .isBetween(200, 299);
            assertThat(serving.get(page + "/files/1/original").statusCode()).isEqualTo(410);
        }
    }

    @Test
    void the_gallery_may_show_media_of_the_store_only_with_redirects() throws Exception {
        String origin = "http://127.0.0.1:" + server.port();
        try (StoreHost.HostProcess serving = host.serve(bundle)) {
            assertThat(header(serving.get("/"), "content-security-policy"))
                    .contains("img-src 'self' " + origin, "media-src 'self' " + origin, "script-src 'self';");
        }
        host.set("runfolio.store.redirect", "false");
        try (StoreHost.HostProcess serving = host.serve(bundle)) {
            assertThat(header(serving.get("/"), "content-security-policy"))
                    .contains("media-src 'self'")
                    .doesNotContain(origin);
            assertThat(serving.get(content(1, "original")).body()).isEqualTo(bytes);
        }
    }

    @Test
    void a_copy_of_records_redirects_without_fetching() throws Exception {
        StoreHost records = new StoreHost(
                "records",
                host.workspace.root.getParent(),
                server,
                database,
                host.workspace.root.getParent().getFileName().toString());
        records.set("runfolio.store.copy", "records");
        records.set("runfolio.store.redirect", "true");
        records.sync();
        try (StoreHost.HostProcess serving = records.serve(bundle)) {
            assertThat(follow("GET", location(serving.get(content(1, "original"))))
                            .body())
                    .isEqualTo(bytes);
            assertThat(records.copyOf(bundle).resolve(FILE)).doesNotExist();
        }
        records.assertSound();
    }
}

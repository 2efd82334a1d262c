package io.runfolio.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.runfolio.fetch.RedirectFollower.RefusedUrlException;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceUnavailableException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.FetchSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of hosts that files are fetched from, and who gets them. */
class HostKeysTest {
    private static final String HEADER = "x-goog-api-key";
    private static final byte[] FILE = "good".getBytes(StandardCharsets.US_ASCII);
    private static final Duration TIME = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static RawServer server;
    /** The same host at another port. */
    private static RawServer neighbor;

    private static Path key;
    private static SourceFetches fetches;
    private static int events;

    @BeforeAll
    static void start() throws IOException {
        server = new RawServer();
        neighbor = new RawServer();
        key = Files.createFile(folder.resolve("key"));
        FetchSettings settings = settings("keyed.example", Map.of());
        FetchLimits limits = new FetchLimits(1 << 20, TIME, TIME, TIME, TIME, TIME, 1);
        fetches = new SourceFetches(settings, limits, folder.resolve("fetched"), Clock.systemUTC(), host ->
                new InetAddress[] {InetAddress.getLoopbackAddress()});
    }

    @AfterAll
    static void stop() throws IOException {
        fetches.close();
        server.close();
        neighbor.close();
    }

    @BeforeEach
    void reset() throws IOException {
        server.reset();
        neighbor.reset();
        write("s3cret-one\nsecond line");
        server.on("/a", "200 OK\nContent-Length: 4", FILE);
        neighbor.on("/a", "200 OK\nContent-Length: 4", FILE);
    }

    private static void write(String text) throws IOException {
        Files.writeString(key, text);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private static FetchSettings settings(String host, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "runfolio.fetch.allow-hosts",
                "*.example",
                "runfolio.fetch.allow-http",
                "true",
                "runfolio.fetch.allow-private-hosts",
                "keyed.example,other.example,below.keyed.example",
                "runfolio.fetch.hosts." + host + ".header",
                "X-Goog-Api-Key: {key}",
                "runfolio.fetch.hosts." + host + ".key-file",
                key.toString()));
        values.putAll(more);
        return RunfolioSettings.from(values).fetch();
    }

    private static String url(String host, RawServer at, String path) {
        return "http://" + host + ":" + at.port() + path;
    }

    private static void redirect(String path, String... targets) {
        List<String> left = new ArrayList<>(List.of(targets));
        server.on(
                path,
                (request, out) ->
                        out.write(RawServer.head("302 Found\nLocation: " + left.remove(0) + "\nContent-Length: 0")));
    }

    /** Fetches a file; returns why it did not come, or empty. */
    private static Optional<SourceUnavailableException> fetch(String url) {
        AssetSource output =
                new AssetSource(AssetKind.IMAGE, url, "output", null, url, null, null, List.of(), Map.of());
        RunEvent event = new RunEvent(
                "event-" + ++events,
                "d",
                RunRequest.builder("succeeded", "m").output(output).build());
        fetches.due(event).forEach(fetches::fetch);
        return Optional.ofNullable(
                catchThrowableOfType(SourceUnavailableException.class, () -> fetches.open(url, event.origin())
                        .close()));
    }

    private static List<String> keys(RawServer at) {
        return at.requests.stream()
                .map(request -> request.headers().getOrDefault(HEADER, "none"))
                .toList();
    }

    @Test
    void the_first_line_of_the_file_is_sent_and_read_again_for_each_request() throws IOException {
        assertThat(fetch(url("keyed.example", server, "/a"))).isEmpty();
        write("s3cret-two");
        assertThat(fetch(url("KEYED.example", server, "/a"))).isEmpty();

        assertThat(keys(server)).containsExactly("s3cret-one", "s3cret-two");
    }

    @ParameterizedTest
    @CsvSource({"other.example", "below.keyed.example"})
    void no_other_host_gets_the_key(String host) {
        assertThat(fetch(url(host, server, "/a"))).isEmpty();
        assertThat(keys(server)).containsExactly("none");
    }

    @Test
    void a_redirect_to_another_host_or_port_gets_no_key() {
        redirect("/host", url("other.example", server, "/a"));
        redirect("/port", url("keyed.example", neighbor, "/a"));
        assertThat(fetch(url("keyed.example", server, "/host"))).isEmpty();
        assertThat(fetch(url("keyed.example", server, "/port"))).isEmpty();

        assertThat(keys(server)).containsExactly("s3cret-one", "none", "s3cret-one");
        assertThat(keys(neighbor)).containsExactly("none");
    }

    @Test
    void a_redirect_from_another_host_gets_no_key() {
        redirect("/in", url("keyed.example", server, "/a"));
        assertThat(fetch(url("other.example", server, "/in"))).isEmpty();
        assertThat(keys(server)).containsExactly("none", "none");
    }

    @Test
    void a_redirect_within_the_host_or_back_to_it_gets_the_key_again() {
        redirect("/away", url("other.example", server, "/back"));
        redirect("/back", url("keyed.example", server, "/within"));
        redirect("/within", "/a");
        assertThat(fetch(url("keyed.example", server, "/away"))).isEmpty();
        assertThat(keys(server)).containsExactly("s3cret-one", "none", "s3cret-one", "s3cret-one");
    }

    @Test
    void without_a_usable_key_nothing_is_sent_and_the_reason_names_the_setting() throws IOException {
        String url = url("keyed.example", server, "/a");
        write("\ns3cret");
        assertRefused(url, "has no key in its first line");
        write("s3cret\u0007");
        assertRefused(url, "has no key in its first line");
        write("s".repeat(20_000));
        assertRefused(url, "has no key in its first line");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(url, "readable by others");
        Files.delete(key);
        assertRefused(url, "does not exist");
        assertThat(server.requests).isEmpty();
    }

    private static void assertRefused(String url, String reason) {
        assertThat(fetch(url).orElseThrow()).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo("fetch_refused");
            assertThat(refused.getMessage())
                    .contains("runfolio.fetch.hosts.keyed.example.key-file", reason)
                    .doesNotContain("s3cret");
        });
        assertThat(new HostKeys(settings("keyed.example", Map.of())).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains(reason));
    }

    @Test
    void a_key_is_sent_over_http_in_a_private_network_only() throws Exception {
        HostKeys keys = new HostKeys(settings("public.example", Map.of()));
        assertThatThrownBy(() -> keys.addTo(new HttpGet("/"), URI.create("http://public.example/a")))
                .isInstanceOf(RefusedUrlException.class)
                .hasMessageContaining("not sent over http")
                .hasMessageContaining("runfolio.fetch.allow-private-hosts");

        HttpGet request = new HttpGet("https://public.example/a");
        keys.addTo(request, URI.create("https://public.example/a"));
        assertThat(request.getFirstHeader(HEADER).getValue()).isEqualTo("s3cret-one");
    }

    @Test
    void a_server_that_denies_the_key_is_a_reason_with_the_setting() {
        server.on("/a", "401 Unauthorized\nContent-Length: 0", new byte[0]);
        assertThat(fetch(url("keyed.example", server, "/a")).orElseThrow().getMessage())
                .contains("runfolio.fetch.hosts.keyed.example.key-file");
    }

    @Test
    void the_header_is_a_bearer_token_unless_another_is_named() throws Exception {
        FetchSettings settings = RunfolioSettings.from(
                        Map.of("runfolio.fetch.hosts.Own.example.key-file", key.toString()))
                .fetch();
        HttpGet request = new HttpGet("https://own.example/a");
        new HostKeys(settings).addTo(request, URI.create("https://own.example/a"));
        assertThat(request.getFirstHeader("Authorization").getValue()).isEqualTo("Bearer s3cret-one");
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"x-key", "x-key: fixed", "'two words: {key}'", "Host: {key}", "If-Range: {key}", "content-length: {key}"
    })
    void a_header_without_a_key_or_that_a_download_needs_fails_the_start(String header) {
        assertThatThrownBy(() -> settings("own.example", Map.of("runfolio.fetch.hosts.own.example.header", header)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.fetch.hosts.own.example.header");
    }

    @Test
    void a_header_without_a_file_and_a_pattern_of_hosts_fail_the_start() {
        assertThatThrownBy(
                        () -> RunfolioSettings.from(Map.of("runfolio.fetch.hosts.own.example.header", "x-key: {key}")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.fetch.hosts.own.example.key-file is missing");
        assertThatThrownBy(() -> RunfolioSettings.from(Map.of("runfolio.fetch.hosts.*.example.key-file", "key")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.fetch.hosts.*.example.key-file");
    }
}

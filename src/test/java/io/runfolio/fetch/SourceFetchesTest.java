package io.runfolio.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.runfolio.files.Checksums;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.intake.OpenSource;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceUnavailableException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.settings.FetchSettings;
import io.runfolio.settings.RunfolioSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching from hostile servers; after each of them, an innocent file is fetched. */
class SourceFetchesTest {
    private static final int MAX_BYTES = 1 << 20;
    private static final byte[] CONTENT = content(300_000);
    private static final Instant NOW = Instant.parse("2026-03-26T21:45:12Z");

    private static final SettableClock CLOCK = new SettableClock();
    private static final AtomicInteger LOOKUPS = new AtomicInteger();
    private static final AtomicInteger EVENTS = new AtomicInteger();

    @TempDir
    static Path root;

    private static RawServer server;
    private static SourceFetches fetches;
    /** The same with short times, for servers that take theirs. */
    private static SourceFetches hasty;

    @BeforeAll
    static void start() throws IOException {
        server = new RawServer();
        fetches = open();
        hasty = open(Duration.ofMillis(300));
    }

    @AfterAll
    static void stop() throws IOException {
        fetches.close();
        hasty.close();
        server.close();
    }

    @BeforeEach
    void reset() {
        server.reset();
        server.on("/good.png", "200 OK\nContent-Length: 4", "good".getBytes(StandardCharsets.US_ASCII));
        CLOCK.now = NOW;
        LOOKUPS.set(0);
    }

    @AfterEach
    void an_innocent_file_is_fetched_as_ever() {
        RunEvent event = event("/good.png");
        round(fetches, event);
        assertThat(content(fetches, event)).isEqualTo("good".getBytes(StandardCharsets.US_ASCII));
        fetches.discard(event.origin());
    }

    @Test
    void a_file_is_fetched_and_opened() {
        server.on("/a.png", "200 OK\nContent-Length: " + CONTENT.length, CONTENT);
        RunEvent event = event("/a.png?sig=secret");

        FetchProgress before = fetches.progress(event).orElseThrow();
        round(fetches, event);

        assertThat(before.since()).isEqualTo(NOW);
        assertThat(before.nextTry()).isBeforeOrEqualTo(NOW);
        assertThat(fetches.progress(event)).isEmpty();
        assertThat(content(fetches, event)).isEqualTo(CONTENT);
        assertThat(server.requests.get(0).headers())
                .containsEntry("accept-encoding", "identity")
                .containsEntry("user-agent", "Runfolio")
                .doesNotContainKeys("cookie", "authorization", "range", "referer");
    }

    @Test
    void no_url_is_kept_beside_a_file() throws IOException {
        server.on("/a.png", "503 Busy\nContent-Length: 0", new byte[0]);
        round(fetches, event("/a.png?sig=secret"));

        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("secret", "a.png");
                assertThat(file.toString()).doesNotContain("secret", "a.png");
            }
        }
    }

    @Test
    void an_endless_file_ends_at_the_limit() {
        server.on("/a", (request, out) -> {
            out.write(RawServer.head("200 OK\nTransfer-Encoding: chunked"));
            byte[] chunk = new byte[1 << 16];
            while (true) {
                out.write("10000\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(chunk);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });
        assertThat(failure("/a")).isEqualTo("too_large");
    }

    @Test
    void a_file_that_states_too_many_bytes_is_not_read() {
        server.on("/a", "200 OK\nContent-Length: " + (MAX_BYTES + 1), new byte[10]);
        assertThat(failure("/a")).isEqualTo("too_large");
    }

    @Test
    void a_file_that_is_shorter_than_stated_is_resumed_where_it_broke_off() {
        server.on("/a", (request, out) -> {
            int from = rangeStart(request);
            String head = from == 0
                    ? "200 OK\nETag: \"v1\"\nContent-Length: " + CONTENT.length
                    : "206 Partial Content\nETag: \"v1\"\nContent-Range: bytes " + from + "-" + (CONTENT.length - 1)
                            + "/" + CONTENT.length + "\nContent-Length: " + (CONTENT.length - from);
            out.write(RawServer.head(head));
            out.write(CONTENT, from, Math.min(100_000, CONTENT.length - from));
        });
        RunEvent event = event("/a");
        for (int i = 0; i < 3; i++) {
            round(fetches, event);
            CLOCK.now = CLOCK.now.plusSeconds(60);
        }
        assertThat(content(fetches, event)).isEqualTo(CONTENT);
        assertThat(server.requests)
                .extracting(request -> request.headers().get("range"))
                .containsExactly(null, "bytes=100000-", "bytes=200000-");
        assertThat(server.requests.get(1).headers()).containsEntry("if-range", "\"v1\"");
    }

    @Test
    void a_file_that_is_longer_than_stated_is_cut_there() {
        server.on("/a", "200 OK\nContent-Length: 3", "abcdef".getBytes(StandardCharsets.US_ASCII));
        RunEvent event = event("/a");
        round(fetches, event);
        assertThat(content(fetches, event)).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_file_that_has_changed_is_fetched_from_its_start() {
        byte[] other = content(200_000);
        AtomicInteger tries = new AtomicInteger();
        server.on("/a", (request, out) -> {
            boolean first = tries.incrementAndGet() == 1;
            byte[] now = first ? CONTENT : other;
            out.write(RawServer.head("200 OK\nETag: \"" + (first ? "v1" : "v2") + "\"\nContent-Length: " + now.length));
            out.write(now, 0, first ? 100_000 : now.length);
        });
        RunEvent event = event("/a");
        round(fetches, event);
        CLOCK.now = CLOCK.now.plusSeconds(60);
        round(fetches, event);

        assertThat(content(fetches, event)).isEqualTo(other);
        assertThat(server.requests.get(1).headers()).containsEntry("if-range", "\"v1\"");
    }

    @Test
    void a_part_of_another_file_is_not_appended() {
        AtomicInteger tries = new AtomicInteger();
        server.on("/a", (request, out) -> {
            switch (tries.incrementAndGet()) {
                case 1 -> {
                    out.write(RawServer.head("200 OK\nETag: \"v1\"\nContent-Length: " + CONTENT.length));
                    out.write(CONTENT, 0, 100_000);
                }
                case 2 ->
                    out.write(RawServer.head("206 Partial Content\nETag: \"v2\"\nContent-Range: bytes 100000-100001/"
                            + "100002\nContent-Length: 2"));
                default -> {
                    assertThat(request.headers()).doesNotContainKey("range");
                    out.write(RawServer.head("200 OK\nContent-Length: " + CONTENT.length));
                    out.write(CONTENT);
                }
            }
        });
        RunEvent event = event("/a");
        for (int i = 0; i < 3; i++) {
            round(fetches, event);
            CLOCK.now = CLOCK.now.plusSeconds(60);
        }
        assertThat(content(fetches, event)).isEqualTo(CONTENT);
    }

    @Test
    void a_killed_worker_is_followed_by_one_that_resumes() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch stoppedThen = new CountDownLatch(1);
        server.on("/a", (request, out) -> {
            int from = rangeStart(request);
            if (from > 0) {
                out.write(RawServer.head("206 Partial Content\nETag: \"v1\"\nContent-Range: bytes " + from
                        + "-299999/300000" + "\nContent-Length: " + (300_000 - from)));
                out.write(CONTENT, from, 300_000 - from);
                return;
            }
            out.write(RawServer.head("200 OK\nETag: \"v1\"\nContent-Length: 300000"));
            out.write(CONTENT, 0, 150_000);
            out.flush();
            half.countDown();
            stoppedThen.await();
        });
        RunEvent event = event("/a");
        try (SourceFetches stopped = open()) {
            CompletableFuture<Void> dying = CompletableFuture.runAsync(() -> round(stopped, event));
            half.await();
            await().until(() -> partial(event) >= 100_000);
            stopped.stop();
            assertThatThrownBy(dying::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(InterruptedRunException.class);
            assertThatThrownBy(() -> round(stopped, event)).isInstanceOf(InterruptedRunException.class);
            stoppedThen.countDown();
        }

        try (SourceFetches next = open()) {
            round(next, event);
            assertThat(content(next, event)).isEqualTo(CONTENT);
        }
        assertThat(server.requests.get(server.requests.size() - 1).headers()).containsKey("range");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void an_expired_link_fails_at_once(int status) {
        server.on("/a", status + " Gone\nContent-Length: 0", new byte[0]);
        assertThat(failure("/a")).isEqualTo("source_expired");
        assertThat(server.count("/a")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 300, 304, 400, 401, 418, 451})
    void any_other_refusal_of_the_server_fails_at_once(int status) {
        server.on("/a", status + " No\nContent-Length: 0", new byte[0]);
        assertThat(failure("/a")).isEqualTo("fetch_failed");
    }

    @Test
    void a_busy_server_is_asked_again_when_it_says() {
        server.on("/a", "503 Busy\nRetry-After: 120\nContent-Length: 0", new byte[0]);
        RunEvent event = event("/a");
        round(fetches, event);

        FetchProgress progress = fetches.progress(event).orElseThrow();
        assertThat(progress.nextTry()).isEqualTo(NOW.plusSeconds(120));
        assertThat(progress.detail()).isEqualTo("0 of 1 files are settled. The host cdn.example answered 503.");
        CLOCK.now = NOW.plusSeconds(119);
        assertThat(fetches.due(event)).isEmpty();
        CLOCK.now = NOW.plusSeconds(120);
        assertThat(fetches.due(event)).hasSize(1);
    }

    @Test
    void delays_double_and_leave_time_before_the_link_expires() {
        server.on("/a", "500 No\nContent-Length: 0", new byte[0]);
        RunEvent event = event(source("/a", OffsetDateTime.ofInstant(NOW.plusSeconds(100), ZoneOffset.UTC), null));
        List<Long> delays = Stream.generate(() -> {
                    round(fetches, event);
                    Instant next = fetches.progress(event).orElseThrow().nextTry();
                    long delay = Duration.between(CLOCK.now, next).toSeconds();
                    CLOCK.now = next;
                    return delay;
                })
                .limit(5)
                .toList();
        assertThat(delays).containsExactly(5L, 10L, 20L, 16L, 12L);
    }

    @Test
    void the_deadline_settles_what_has_not_come() {
        server.on("/a", "500 No\nContent-Length: 0", new byte[0]);
        RunEvent event = event("/a");
        round(fetches, event);
        fetches.giveUp(event, "Too late.");

        assertThat(fetches.progress(event)).isEmpty();
        assertThat(unavailable(event))
                .hasMessage("Too late. The host cdn.example answered 500.")
                .extracting(SourceUnavailableException::code)
                .isEqualTo("fetch_failed");
    }

    @Test
    void a_slow_drip_is_ended_by_the_rate() {
        server.on("/a", (request, out) -> {
            out.write(RawServer.head("200 OK\nContent-Length: 100000"));
            for (int i = 0; i < 100_000; i++) {
                out.write('x');
                out.flush();
                Thread.sleep(20);
            }
        });
        assertThat(retried("/a")).contains("sends less than 1024 bytes a second");
    }

    @Test
    void a_head_that_never_ends_is_ended_by_the_clock() {
        server.on("/a", (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 100_000; i++) {
                out.write('x');
                out.flush();
                Thread.sleep(20);
            }
        });
        assertThat(retried("/a")).contains("did not answer within");
    }

    @Test
    void a_body_that_takes_too_long_is_ended_by_the_clock() {
        server.on("/a", (request, out) -> {
            out.write(RawServer.head("200 OK\nTransfer-Encoding: chunked"));
            while (true) {
                out.write("400\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(new byte[1024]);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                Thread.sleep(5);
            }
        });
        assertThat(retried("/a")).contains("runfolio.fetch.max-time");
    }

    @Test
    void a_tls_handshake_that_never_ends_is_ended_by_the_clock() throws Exception {
        try (ServerSocket dripping = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> drip(dripping));
            RunEvent event = event(new AssetSource(
                    AssetKind.IMAGE,
                    "https://cdn.example:" + dripping.getLocalPort() + "/a",
                    "output",
                    null,
                    null,
                    List.of(),
                    Map.of()));
            long begun = System.nanoTime();
            round(hasty, event);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(1));
            assertThat(fetches.progress(event)).isPresent();
        }
    }

    /** Sends a TLS record of 16 KiB, one byte at a time. */
    private static void drip(ServerSocket server) {
        try (Socket client = server.accept()) {
            OutputStream out = client.getOutputStream();
            out.write(new byte[] {22, 3, 3, 64, 0, 2, 0, 63, (byte) 252});
            while (true) {
                out.write(3);
                out.flush();
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            return; // the client has hung up
        }
    }

    @Test
    void a_server_that_says_nothing_is_left() {
        server.on("/a", (request, out) -> Thread.sleep(5_000));
        assertThat(retried("/a")).isNotEmpty();
    }

    @Test
    void ten_thousand_headers_are_refused() {
        server.on("/a", (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 10_000; i++) {
                out.write(("X-" + i + ": " + i + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        assertThat(failure("/a")).isEqualTo("fetch_failed");
    }

    @Test
    void a_header_of_a_megabyte_is_refused() {
        server.on("/a", "200 OK\nX: " + "x".repeat(1 << 20) + "\nContent-Length: 0", new byte[0]);
        assertThat(failure("/a")).isEqualTo("fetch_failed");
    }

    @Test
    void a_compressed_answer_is_not_unpacked() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[16 << 20]);
        }
        server.on("/a", "200 OK\nContent-Encoding: gzip\nContent-Length: " + bomb.size(), bomb.toByteArray());
        assertThat(failure("/a")).isEqualTo("fetch_failed");
    }

    @ParameterizedTest
    @CsvSource({
        "http://cdn.example:PORT/circle",
        "//cdn.example:PORT/circle",
        "/circle",
        "http://other.test/a",
        "http://me:pass@cdn.example:PORT/good.png",
        "ftp://cdn.example/a",
        "file:///etc/passwd",
        "http://[::ffff:127.0.0.1]:PORT/good.png",
        "http://127.0.0.1:PORT/good.png",
        "http://2130706433:PORT/good.png",
        "http://metadata.cdn.example/latest",
        "http://mapped.cdn.example:PORT/good.png",
        "http://six.cdn.example:PORT/good.png",
        "http://loop.cdn.example:PORT/good.png",
        "'::'",
        "''",
    })
    void a_redirect_to_where_nothing_is_fetched_from_is_refused(String location) {
        server.on(
                "/circle",
                "302 Found\nLocation: " + location.replace("PORT", "" + server.port()) + "\nContent-Length: 0",
                new byte[0]);

        assertThat(failure("/circle")).isEqualTo("fetch_refused");
        assertThat(server.count("/good.png")).isZero();
        assertThat(server.count("/circle")).isLessThanOrEqualTo(6);
    }

    @Test
    void redirects_are_followed_and_carry_no_cookie() {
        server.on("/a", "302 Found\nSet-Cookie: a=b; Path=/\nLocation: /b\nContent-Length: 0", new byte[0]);
        server.on(
                "/b",
                "307 Found\nLocation: http://cdn.example:" + server.port() + "/c\nContent-Length: 0",
                new byte[0]);
        server.on("/c", "200 OK\nContent-Length: 1", new byte[1]);
        RunEvent event = event("/a");
        round(fetches, event);

        assertThat(content(fetches, event)).hasSize(1);
        assertThat(server.requests)
                .allSatisfy(request -> assertThat(request.headers()).doesNotContainKeys("cookie", "referer"));
    }

    @Test
    void the_address_that_was_checked_is_the_one_that_is_connected_to() {
        RunEvent event = event(new AssetSource(
                AssetKind.IMAGE,
                "http://switching.test:" + server.port() + "/good.png",
                "output",
                null,
                null,
                List.of(),
                Map.of()));
        round(hasty, event);

        assertThat(LOOKUPS).hasValue(1);
        assertThat(server.count("/good.png")).isZero();
        assertThat(fetches.progress(event)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Digest: sha-256=:SHA:, true",
        "Digest: SHA-256=SHA, true",
        "Content-MD5: MD5, true",
        "'x-amz-request-id: 1\nETag: \"HEX\"', true",
        "'x-amz-request-id: 1\nETag: \"HEX-2\"', false",
        "'x-amz-request-id: 1\nx-amz-server-side-encryption: aws:kms\nETag: \"HEX\"', false",
        "ETag: \"HEX\", false",
        "X-None: 1, false",
    })
    void a_file_with_another_checksum_than_stated_is_tried_twice(String header, boolean stated) {
        String wrong = header.replace("SHA:", b64(new byte[32]) + ":")
                .replace("=SHA", "=" + b64(new byte[32]))
                .replace(": MD5", ": " + b64(new byte[16]))
                .replace("HEX", "0".repeat(32));
        server.on("/a", "200 OK\n" + wrong + "\nContent-Length: 3", "abc".getBytes(StandardCharsets.US_ASCII));
        RunEvent event = event("/a");
        round(fetches, event);
        CLOCK.now = CLOCK.now.plusSeconds(60);
        round(fetches, event);

        assertThat(server.count("/a")).isEqualTo(stated ? 2 : 1);
        if (stated) {
            assertThat(unavailable(event).code()).isEqualTo("checksum_mismatch");
        } else {
            assertThat(content(fetches, event)).hasSize(3);
        }
    }

    @Test
    void a_file_with_the_expected_checksum_is_kept() {
        server.on("/a", "200 OK\nContent-Length: 3", "abc".getBytes(StandardCharsets.US_ASCII));
        RunEvent right = event(source("/a", null, Checksums.sha256("abc")));
        round(fetches, right);
        assertThat(content(fetches, right)).hasSize(3);

        RunEvent wrong = event(source("/a", null, Checksums.sha256("abd")));
        round(fetches, wrong);
        CLOCK.now = CLOCK.now.plusSeconds(60);
        round(fetches, wrong);
        assertThat(unavailable(wrong).code()).isEqualTo("checksum_mismatch");
    }

    @Test
    void a_host_that_is_not_named_fails_without_a_request() {
        RunEvent event = event(
                new AssetSource(AssetKind.IMAGE, "http://other.test/a", "output", null, null, List.of(), Map.of()));

        assertThat(fetches.progress(event)).isEmpty();
        assertThat(unavailable(event))
                .hasMessageContaining("runfolio.fetch.allow-hosts")
                .extracting(SourceUnavailableException::code)
                .isEqualTo("fetch_refused");
        assertThat(LOOKUPS).hasValue(0);
    }

    @Test
    void the_most_urgent_file_comes_first_and_each_url_once() {
        RunEvent event = event(
                source("/late", OffsetDateTime.ofInstant(NOW.plusSeconds(900), ZoneOffset.UTC), null),
                source("/soon", OffsetDateTime.ofInstant(NOW.plusSeconds(60), ZoneOffset.UTC), null),
                source("/soon", null, null));

        assertThat(fetches.due(event)).extracting(task -> task.url().getPath()).containsExactly("/soon", "/late");
        assertThat(fetches.progress(event).orElseThrow().urgentBy()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void leftovers_of_bundled_events_are_swept_and_others_stay() {
        server.on("/a", "503 Busy\nContent-Length: 0", new byte[0]);
        RunEvent bundled = event("/a");
        RunEvent open = event("/a");
        round(fetches, bundled);
        round(fetches, open);

        fetches.sweep(bundled.eventId()::equals);

        assertThat(fetches.progress(open).orElseThrow().detail()).contains("503");
        assertThat(fetches.progress(bundled).orElseThrow().detail()).doesNotContain("503");
        fetches.discard(open.origin());
        assertThat(fetches.progress(open).orElseThrow().detail()).doesNotContain("503");
    }

    private static SourceFetches open() {
        return open(Duration.ofSeconds(10));
    }

    private static SourceFetches open(Duration time) {
        FetchSettings settings = RunfolioSettings.from(Map.of(
                        "runfolio.fetch.allow-hosts",
                                "cdn.example,*.cdn.example,switching.test,[::ffff:127.0.0.1],127.0.0.1",
                        "runfolio.fetch.allow-http", "true",
                        "runfolio.fetch.allow-private-hosts", "cdn.example"))
                .fetch();
        FetchLimits limits =
                new FetchLimits(MAX_BYTES, time.multipliedBy(3), time, time, time, Duration.ofMillis(200), 1024);
        return new SourceFetches(settings, limits, root, CLOCK, SourceFetchesTest::lookup);
    }

    private static InetAddress[] lookup(String host) throws java.net.UnknownHostException {
        int count = LOOKUPS.incrementAndGet();
        String address =
                switch (host) {
                    case "metadata.cdn.example" -> "169.254.169.254";
                    case "mapped.cdn.example" -> "::ffff:127.0.0.1";
                    case "six.cdn.example" -> "2002:7f00:1::";
                    case "switching.test" -> count == 1 ? "198.41.0.4" : "127.0.0.1";
                    default -> host.contains("example") ? "127.0.0.1" : host;
                };
        return new InetAddress[] {InetAddress.getByName(address)};
    }

    private AssetSource source(String path, OffsetDateTime expiresAt, String sha256) {
        String url = "http://cdn.example:" + server.port() + path;
        return new AssetSource(AssetKind.IMAGE, url, "output", null, url, expiresAt, sha256, List.of(), Map.of());
    }

    private RunEvent event(String path) {
        return event(source(path, null, null));
    }

    private static RunEvent event(AssetSource... outputs) {
        RunRequestBuilder request = RunRequest.builder("succeeded", "m");
        Arrays.stream(outputs).forEach(request::output);
        return new RunEvent("event-" + EVENTS.incrementAndGet(), "d", request.build());
    }

    private static void round(SourceFetches fetches, RunEvent event) {
        fetches.due(event).forEach(fetches::fetch);
    }

    private String failure(String path) {
        RunEvent event = event(path);
        round(fetches, event);
        assertThat(fetches.progress(event)).isEmpty();
        return unavailable(event).code();
    }

    /** Returns the reason why another try is made. */
    private String retried(String path) {
        RunEvent event = event(path);
        long begun = System.nanoTime();
        round(hasty, event);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(1));
        return fetches.progress(event).orElseThrow().detail();
    }

    private SourceUnavailableException unavailable(RunEvent event) {
        return catchThrowableOfType(SourceUnavailableException.class, () -> fetches.open(path(event), event.origin()));
    }

    private static String path(RunEvent event) {
        return event.request().outputs().get(0).sourcePath();
    }

    private static byte[] content(SourceFetches fetches, RunEvent event) {
        try (OpenSource source = fetches.open(path(event), event.origin())) {
            ByteBuffer bytes = ByteBuffer.allocate((int) source.bytes());
            while (bytes.hasRemaining() && source.channel().read(bytes) >= 0) {
                continue;
            }
            return bytes.array();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long partial(RunEvent event) {
        FetchFolder folder = FetchFolder.of(root, event.origin());
        return folder.file(new FetchTask(event.origin(), java.net.URI.create(path(event)), NOW, Optional.empty()))
                .toFile()
                .length();
    }

    private static int rangeStart(RawServer.Request request) {
        String range = request.headers().get("range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }

    private static String b64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

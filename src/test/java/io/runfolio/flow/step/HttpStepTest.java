package io.runfolio.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps by HTTP, against the JDK's server. */
class HttpStepTest {
    @TempDir
    private Path root;

    private StepTestBench bench;
    private HttpServer server;
    private final ExecutorService handlers = Executors.newCachedThreadPool();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    @BeforeEach
    void server() throws IOException {
        bench = new StepTestBench(root);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(handlers);
        server.start();
    }

    @AfterEach
    void close() {
        bench.close();
        server.stop(0);
        handlers.shutdownNow();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private StepTestBench serve(HttpHandler handler, String... settings) throws Exception {
        server.createContext("/", exchange -> {
            headers.add(exchange.getRequestHeaders());
            bodies.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try (exchange) {
                handler.handle(exchange);
            }
        });
        String[] all = new String[settings.length + 2];
        all[0] = "llm";
        all[1] = url("/ask?mode=fast");
        System.arraycopy(settings, 0, all, 2, settings.length);
        return bench.start(all);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Test
    void the_request_is_posted_with_its_key_and_the_response_is_the_answer() throws Exception {
        StepRequest request = serve(exchange -> answer(exchange, 200, "{\"text\": \"größer\"}"))
                .request("llm", Duration.ofSeconds(60));

        assertThat(bench.execute(request).text()).isEqualTo("größer");

        assertThat(bodies).containsExactly("POST /ask?mode=fast " + request.document());
        assertThat(headers.get(0))
                .containsEntry("Idempotency-key", List.of(request.idempotencyKey()))
                .containsEntry("X-runfolio-run", List.of(request.runId()))
                .containsEntry("X-runfolio-step", List.of("draw"))
                .containsEntry("Content-type", List.of("application/json"))
                .doesNotContainKeys("Runfoliorunid", "Camelhttpmethod", "Accept-encoding");
    }

    @Test
    void an_empty_response_is_an_empty_answer() throws Exception {
        serve(exchange -> answer(exchange, 204, ""));

        assertThat(bench.execute("llm").text()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "408, true",
        "425, true",
        "429, true",
        "502, true",
        "503, true",
        "504, true",
        "400, false",
        "401, false",
        "404, false",
        "422, false",
        "500, false",
        "302, false"
    })
    void a_status_decides_whether_another_attempt_may_succeed(int status, boolean retryable) throws Exception {
        serve(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "7");
            exchange.getResponseHeaders().add("Location", url("/other"));
            answer(exchange, status, "no luck");
        });

        StepFailedException failure = bench.failure("llm");

        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.delay().isPresent()).isEqualTo(retryable);
        assertThat(failure).hasMessageContaining("runfolio.workflow.kinds.llm answered " + status);
        assertThat(failure).hasMessageContaining("no luck");
        assertThat(bodies).as("redirects are not followed").hasSize(1);
    }

    @Test
    void a_failed_response_can_name_its_error_itself() throws Exception {
        serve(exchange -> answer(exchange, 503, "{\"error\": {\"code\": \"model_gone\", \"message\": \"Ask later\"}}"));

        StepFailedException failure = bench.failure("llm");

        assertThat(failure.code()).isEqualTo("model_gone");
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void a_response_that_is_no_answer_is_refused_and_the_next_one_read() throws Exception {
        serve(exchange -> answer(exchange, 200, bodies.size() == 1 ? "<html>welcome</html>" : "{\"text\": \"a\"}"));

        assertThat(bench.failure("llm").code()).isEqualTo("answer_invalid");
        assertThat(bench.execute("llm").text()).isEqualTo("a");
    }

    @Test
    void a_huge_response_is_not_read_to_its_end() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        serve(exchange -> {
            if (bodies.size() > 1) {
                answer(exchange, 200, "{\"text\": \"a\"}");
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[1 << 16];
            try {
                while (true) {
                    exchange.getResponseBody().write(part);
                }
            } catch (IOException e) {
                cut.countDown();
            }
        });

        assertThat(bench.failure("llm").code()).isEqualTo("answer_too_large");
        assertThat(cut.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(bench.execute("llm").text()).isEqualTo("a");
    }

    @Test
    void a_packed_response_is_not_unpacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(("{\"text\": \"" + "x".repeat(10_000_000) + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        serve(exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, packed.size());
            packed.writeTo(exchange.getResponseBody());
        });

        assertThat(bench.failure("llm").code()).isEqualTo("answer_invalid");
    }

    @Test
    void a_closed_port_and_an_unknown_host_may_be_tried_again() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        bench.start("llm", "http://127.0.0.1:" + nobody + "/", "image", "http://no-such-host.invalid/");

        for (String kind : List.of("llm", "image")) {
            StepFailedException failure = bench.failure(kind);
            assertThat(failure.code()).isEqualTo("endpoint_unreachable");
            assertThat(failure.isRetryable()).isTrue();
        }
    }

    @Test
    void a_connection_that_breaks_within_the_answer_may_be_tried_again() throws Exception {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"text\": ".getBytes(StandardCharsets.UTF_8));
        });

        assertThat(bench.failure("llm").isRetryable()).isTrue();
    }

    @Test
    void an_endpoint_that_does_not_answer_is_left_at_the_deadline() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        serve(exchange -> awaitQuietly(release));
        Instant began = Instant.now();

        StepFailedException failure = bench.failure(bench.request("llm", Duration.ofMillis(300)));
        release.countDown();

        assertThat(failure.code()).isEqualTo("deadline_exceeded");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void an_interrupt_closes_the_connection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        serve(exchange -> {
            asked.countDown();
            awaitQuietly(release);
        });
        StepRequest request = bench.request("llm", Duration.ofMinutes(5));
        Thread step = new Thread(() -> {
            try {
                bench.execute(request);
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        step.start();
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

        step.interrupt();
        step.join(60_000);
        release.countDown();

        assertThat(thrown.get()).isInstanceOf(InterruptedRunException.class);
        assertThat(bench.outcomes).containsExactly("llm interrupted");
    }

    @Test
    void a_host_gets_its_key_and_no_other() throws Exception {
        Path key = root.resolve("key");
        Files.writeString(key, "hidden-key\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        serve(
                exchange -> answer(exchange, 200, ""),
                "runfolio.workflow.hosts.127.0.0.1.key-file",
                key.toString(),
                "runfolio.workflow.hosts.127.0.0.1.header",
                "x-api-key: {key}",
                "image",
                "http://localhost:" + server.getAddress().getPort() + "/");

        bench.execute("llm");
        bench.execute("image");

        assertThat(headers.get(0)).containsEntry("X-api-key", List.of("hidden-key"));
        assertThat(headers.get(1)).doesNotContainKey("X-api-key");
    }

    @Test
    void without_its_key_file_nothing_is_sent() throws Exception {
        serve(
                exchange -> answer(exchange, 200, ""),
                "runfolio.workflow.hosts.127.0.0.1.key-file",
                root.resolve("none").toString());

        assertThat(bench.failure("llm")).hasMessageContaining("runfolio.workflow.hosts.127.0.0.1.key-file");
        assertThat(bodies).isEmpty();
    }

    @Test
    void options_that_runfolio_sets_are_refused() {
        assertThatThrownBy(() -> bench.start("llm", "https://steps.example/?throwExceptionOnFailure=true"))
                .hasMessageContaining("runfolio.workflow.kinds.llm must not have the option throwExceptionOnFailure");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

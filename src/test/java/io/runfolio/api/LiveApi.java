package io.runfolio.api;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.ServerHandle;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;

/** A real worker with its API on a free port; responses are checked against the contract. */
public final class LiveApi implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    public final TestWorkspace testWorkspace;
    final OpenApiContract openApiContract = OpenApiContract.shared();
    public final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(SOON)
            .build();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final IntSupplier httpPort;

    public LiveApi(Path folder, String... keysAndValues) throws Exception {
        this(true, Clock.systemUTC(), folder, keysAndValues);
    }

    /** Starts a worker with another clock. */
    public LiveApi(Clock clock, Path folder, String... keysAndValues) throws Exception {
        this(true, clock, folder, keysAndValues);
    }

    /** Starts an API without a worker. */
    static LiveApi withoutWorker(Path folder, String... keysAndValues) throws Exception {
        return withoutWorker(Clock.systemUTC(), folder, keysAndValues);
    }

    static LiveApi withoutWorker(Clock clock, Path folder, String... keysAndValues) throws Exception {
        return new LiveApi(false, clock, folder, keysAndValues);
    }

    private LiveApi(boolean isWorker, Clock clock, Path folder, String... keysAndValues) throws Exception {
        testWorkspace = new TestWorkspace(folder);
        String[] settings = Stream.concat(
                        Stream.of(
                                "runfolio.http.enabled",
                                "true",
                                "runfolio.http.port",
                                "0",
                                "runfolio.min-free",
                                "1MiB"),
                        Arrays.stream(keysAndValues))
                .toArray(String[]::new);
        httpPort = isWorker
                ? WorkerHandle.install(context, testWorkspace.settings(settings), clock)
                        .httpPort()
                : ServerHandle.install(context, testWorkspace.settings(settings), clock)
                        .port();
        context.start();
    }

    int port() {
        return httpPort.getAsInt();
    }

    public URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    public HttpResponse<byte[]> get(String target, String... headers) {
        return send(builder(target, headers).GET());
    }

    HttpResponse<byte[]> head(String target, String... headers) {
        return send(builder(target, headers).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    public HttpResponse<byte[]> post(String target, String json, String... headers) {
        HttpRequest.Builder builder = builder(target, headers);
        if (Arrays.stream(headers).noneMatch("content-type"::equalsIgnoreCase)) {
            builder.header("Content-Type", "application/json");
        }
        return send(builder.POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<byte[]> put(String target, String json) {
        return send(builder(target, "Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<byte[]> delete(String target) {
        return send(builder(target).DELETE());
    }

    HttpResponse<byte[]> send(HttpRequest.Builder builder) {
        HttpResponse<byte[]> response = unchecked(builder);
        openApiContract.check(response);
        return response;
    }

    /** Sends a request without checking the response against the contract. */
    HttpResponse<byte[]> unchecked(HttpRequest.Builder builder) {
        try {
            return client.send(builder.timeout(SOON).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public HttpRequest.Builder builder(String target, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri(target));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder;
    }

    public JsonNode json(String target) {
        return json(get(target));
    }

    public static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return OpenApiContract.JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String error(HttpResponse<byte[]> response) {
        return json(response).path("detail").path("error").asText();
    }

    /** Sends raw bytes and returns everything until the server closes the connection. */
    String raw(String request) {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops an event and waits until the catalog has that number of runs. */
    public void bundle(String key, String json, int runs) {
        testWorkspace.drop(key + ".json", json);
        await().atMost(SOON)
                .until(() -> json(unchecked(builder("/v1/runs?limit=500").GET()))
                                .get("items")
                                .size()
                        == runs);
    }

    @Override
    public void close() {
        context.stop();
    }
}

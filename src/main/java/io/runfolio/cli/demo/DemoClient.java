package io.runfolio.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Calls the HTTP API of the demo's worker, as any client does. */
final class DemoClient {
    private static final ObjectMapper JSON =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final Duration TIME = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    DemoClient(int port) {
        server = URI.create("http://127.0.0.1:" + port);
    }

    /** Starts a run, or finds the one that the same key has started before. */
    String start(String templateId, ObjectNode intake, String key) {
        ObjectNode body = JSON.createObjectNode().put("templateId", templateId);
        body.set("intake", intake);
        return send(request("/v1/runs")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())))
                .path("id")
                .asText();
    }

    JsonNode run(String runId) {
        return send(request("/v1/runs/" + runId).GET());
    }

    /** Returns an artifact; empty until the catalog has it, a moment after it was bundled. */
    Optional<JsonNode> artifact(String artifactId) {
        return exchange(request("/v1/artifacts/" + artifactId).GET(), true);
    }

    void approve(String artifactId) {
        send(request("/v1/artifacts/" + artifactId + "/decision")
                .POST(HttpRequest.BodyPublishers.ofString("{\"decision\": \"approve\", \"note\": \"by the demo\"}")));
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .timeout(TIME);
    }

    private JsonNode send(HttpRequest.Builder request) {
        return exchange(request, false).orElseThrow();
    }

    private Optional<JsonNode> exchange(HttpRequest.Builder request, boolean mayBeMissing) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (mayBeMissing && response.statusCode() == 404) {
                return Optional.empty();
            }
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() >= 300) {
                throw new StorageException(
                        "The worker answered " + response.statusCode() + ": " + body.path("detail"), null);
            }
            return Optional.of(body);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The worker of the demo does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("The demo was interrupted", e);
        }
    }
}

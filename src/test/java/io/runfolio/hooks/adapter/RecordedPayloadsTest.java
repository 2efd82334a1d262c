package io.runfolio.hooks.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.Checksums;
import io.runfolio.json.SecretMask;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the requests of the shipped adapters with requests written by hand from documentation. */
class RecordedPayloadsTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/runfolio/hooks/providers");
    private static final Instant RECEIVED = Instant.parse("2026-03-26T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Path> payloads() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json")
                            && !file.toString().endsWith(".expected.json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void a_recorded_payload_becomes_the_expected_request(Path file) throws IOException {
        String name = file.getParent().getFileName().toString();
        byte[] payload = Files.readAllBytes(file);
        ObjectNode expected = (ObjectNode) JSON.readTree(
                Path.of(file.toString().replace(".json", ".expected.json")).toFile());
        if (expected.path("idempotency_key").asText().equals("@sha256")) {
            expected.put("idempotency_key", name + ":sha256:" + Checksums.sha256(payload));
        }
        AdaptedRun run =
                adapter(name).adapt(payload, AdapterContext.at(RECEIVED).withBaseUrl("http://127.0.0.1:8188"));

        JsonNode request = JSON.readTree(JSON.writeValueAsString(run.request()));
        assertThat(request.path("final_status_response")).isEqualTo(JSON.readTree(payload));
        ((ObjectNode) request).remove("final_status_response");
        assertThat(request.toPrettyString())
                .isEqualTo(reordered(expected, request).toPrettyString());
        assertThat(run.state().word()).isEqualTo(expected.path("status").asText());
    }

    /** Returns the expected fields in the order of the actual ones, so that a difference is easy to read. */
    private static ObjectNode reordered(ObjectNode expected, JsonNode actual) {
        ObjectNode ordered = JSON.createObjectNode();
        actual.fieldNames().forEachRemaining(name -> {
            if (expected.has(name)) {
                ordered.set(name, expected.get(name));
            }
        });
        expected.properties().forEach(field -> ordered.set(field.getKey(), field.getValue()));
        return ordered;
    }

    @Test
    void each_shipped_adapter_has_at_least_three_recorded_payloads() throws IOException {
        Map<String, Long> counts = payloads().stream()
                .collect(Collectors.groupingBy(
                        file -> file.getParent().getFileName().toString(), Collectors.counting()));
        assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(ShippedAdapters.names());
        assertThat(counts.values()).allMatch(count -> count >= 3);
    }

    @Test
    void every_file_inside_the_program_is_listed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/io/runfolio/hooks/providers"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(ShippedAdapters.names());
        }
    }

    static ProviderAdapter adapter(String name) {
        return new ProviderAdapters(
                        Path.of("no-such-folder"),
                        RunfolioSettings.from(Map.of()).event(),
                        SecretMask.standard())
                .find(name)
                .orElseThrow();
    }
}

package io.runfolio.hooks.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.CpuTime;
import io.runfolio.intake.DataSources;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.OpenSource;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceOpener;
import io.runfolio.intake.SourceSchemes;
import io.runfolio.json.CollidingFieldNames;
import io.runfolio.json.SecretMask;
import io.runfolio.run.EventOrigin;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An adapter answers every payload with an event that the intake accepts, or with its own refusal. */
class AdapterRobustnessTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final RunfolioSettings SETTINGS = RunfolioSettings.from(Map.of());
    private static final ProviderAdapters ADAPTERS =
            new ProviderAdapters(Path.of("no-such-folder"), SETTINGS.event(), SecretMask.standard());
    /** Accepts every source, as nothing is fetched here. */
    private static final SourceOpener ANY = new SourceOpener() {
        @Override
        public void check(String sourcePath, String field) {}

        @Override
        public OpenSource open(String sourcePath, EventOrigin event) {
            throw new AssertionError("nothing is opened");
        }
    };

    private static final EventReader READER =
            new EventReader(SETTINGS.event(), new SourceSchemes(ANY, Map.of("data", new DataSources())));
    private static final List<JsonNode> WRONG = List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.numberNode(-1),
            NODES.numberNode(new BigDecimal("1e99")),
            NODES.textNode(""),
            NODES.textNode("\u0000\u202e \ud800 not a value"),
            NODES.textNode("https://user:secret@example.com/a.png"),
            NODES.textNode("data:image/png;base64,%%%"),
            NODES.arrayNode(),
            NODES.arrayNode().add(NODES.arrayNode().add(1)),
            NODES.objectNode(),
            NODES.objectNode().put("url", 5).put("a", "b"));

    static List<Path> payloads() throws IOException {
        return RecordedPayloadsTest.payloads();
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void wrong_types_at_every_place_give_an_event_or_a_refusal(Path file) throws IOException {
        ProviderAdapter adapter =
                ADAPTERS.find(file.getParent().getFileName().toString()).orElseThrow();
        JsonNode payload = JSON.readTree(file.toFile());
        boolean isLong = Boolean.getBoolean("runfolio.long");
        List<Place> places = places(payload);
        // the short form tries one value at every third place
        for (int i = isLong ? 0 : payload.size() % 3; i < places.size(); i += isLong ? 1 : 3) {
            for (int value = 0; value < (isLong ? WRONG.size() : 1); value++) {
                JsonNode wrong = WRONG.get((i + value) % WRONG.size());
                JsonNode before = places.get(i).replace(wrong);
                adapt(adapter, JSON.writeValueAsBytes(payload), places.get(i) + " = " + wrong);
                places.get(i).replace(before);
            }
        }
    }

    private static void adapt(ProviderAdapter adapter, byte[] payload, String what) throws IOException {
        Map<String, Object> request;
        try {
            request = adapter.adapt(payload, AdapterContext.at(Instant.EPOCH)).request();
        } catch (AdapterException e) {
            assertThat(e.getMessage()).hasSizeLessThan(500).matches("[\\x20-\\x7e]*");
            return;
        }
        request.replace("status", "running", "failed");
        try {
            READER.read(JSON.writeValueAsBytes(request));
        } catch (RefusedEventException e) {
            fail(adapter.name() + ": " + what + ": " + e.code() + " " + e.getMessage());
        }
    }

    /** Field or element of a payload. */
    private record Place(JsonNode parent, String name, int index) {
        /** Puts a value there and returns the one before. */
        JsonNode replace(JsonNode value) {
            if (parent instanceof ObjectNode object) {
                return object.replace(name, value);
            }
            JsonNode before = parent.get(index);
            ((ArrayNode) parent).set(index, value);
            return before;
        }
    }

    private static List<Place> places(JsonNode node) {
        List<Place> places = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> places.add(new Place(object, field.getKey(), 0)));
        } else if (node instanceof ArrayNode array) {
            IntStream.range(0, array.size()).forEach(i -> places.add(new Place(array, "", i)));
        }
        node.forEach(child -> places.addAll(places(child)));
        return places;
    }

    private static AdapterException refusal(String adapter, String payload) {
        return catchThrowableOfType(AdapterException.class, () -> ADAPTERS.find(adapter)
                .orElseThrow()
                .adapt(payload.getBytes(StandardCharsets.UTF_8), AdapterContext.at(Instant.EPOCH)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "7", "\"x\"", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":1e99999999999}"})
    void a_payload_of_another_form_is_refused_by_every_adapter(String payload) {
        for (String name : ShippedAdapters.names()) {
            if (!name.equals("comfyui") && !name.equals("google-veo") || !payload.matches("\\[\\]|7|\"x\"|.*1\\}")) {
                assertThat(refusal(name, payload)).as(name + " " + payload).isNotNull();
            }
        }
    }

    @Test
    void deep_wide_and_endless_payloads_are_refused_before_any_path_is_evaluated() {
        String deep = "{\"images\":" + "[".repeat(70) + "]".repeat(70) + "}";
        String wide = "{\"images\":"
                + IntStream.range(0, 600_000).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]")) + "}";
        String fields =
                IntStream.range(0, 5_001).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(",", "{", "}"));

        assertThat(refusal("automatic1111", deep).code()).isEqualTo("payload_too_complex");
        assertThat(refusal("automatic1111", wide).code()).isEqualTo("payload_too_complex");
        assertThat(refusal("automatic1111", fields).code()).isEqualTo("payload_too_complex");
    }

    @Test
    void a_path_that_finds_too_many_values_is_refused() {
        String many = "{\"id\":\"1\",\"status\":\"succeeded\",\"output\":"
                + IntStream.range(0, 20_000).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]")) + "}";

        assertThat(refusal("replicate", many).code()).isEqualTo("too_many_matches");
    }

    @Test
    void more_files_than_an_event_may_have_are_refused() {
        String many = "{\"id\":\"1\",\"status\":\"succeeded\",\"output\":"
                + IntStream.range(0, 1_001)
                        .mapToObj(i -> "\"https://example.com/" + i + ".png\"")
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";

        assertThat(refusal("replicate", many).code()).isEqualTo("too_many_files");
    }

    private static void adaptUnchecked(String adapter, String payload) {
        try {
            adapt(ADAPTERS.find(adapter).orElseThrow(), payload.getBytes(StandardCharsets.UTF_8), "names");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void names_with_colliding_hashes_cost_no_more_than_others() throws IOException {
        String names = CollidingFieldNames.object(CollidingFieldNames.of31(3_000));
        String payload = "{\"id\":\"1\",\"status\":\"succeeded\",\"input\":" + names + ",\"output\":[]}";

        CpuTime.within(Duration.ofSeconds(2), () -> adaptUnchecked("replicate", payload));
    }

    @Test
    void secrets_and_embedded_files_are_not_in_the_copy_of_the_payload() throws IOException {
        String picture = java.util.Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("pom.xml")));
        String payload =
                "{\"images\":[\"" + picture + "\"],\"parameters\":{\"api_key\":\"sk-abcdefghijklmnop123456\"}}";

        String copy = ADAPTERS.find("automatic1111")
                .orElseThrow()
                .adapt(payload.getBytes(StandardCharsets.UTF_8), AdapterContext.at(Instant.EPOCH))
                .request()
                .get("final_status_response")
                .toString();

        assertThat(copy).contains("characters of an embedded file").doesNotContain("sk-abcdefghijklmnop");
        assertThat(copy.length()).isLessThan(500);
    }
}

package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.Workshop;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests made from the contract's schemas, fitting ones and twisted ones: whatever comes, the answer has a status that the contract names, a body of its schema, and is never our own failure. The seed is
 * fixed, so a failure comes again.
 */
class GeneratedRequestsIT {
    private static final long SEED = 20260326;
    private static final int REQUESTS_PER_OPERATION = 40;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> ODD = List.of(
            "",
            " ",
            "\u0000",
            "\"",
            "' OR 1=1 --",
            "%",
            "%%30%30",
            "../../../etc/passwd",
            "\ud83e\udd8a",
            "\u202e",
            "NaN",
            "-1",
            "99999999999999999999",
            "null",
            "(((((",
            "\"unbalanced",
            "a OR",
            "OR -",
            "*",
            "x".repeat(600));

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    @Test
    void every_answer_to_a_generated_request_is_one_that_the_contract_names() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            api.workshop.picture("one.png", 32, 32, 1);
            api.workshop.picture("two.png", 32, 32, 2);
            api.bundle("pair", Workshop.event("pair", "succeeded", "one.png", "two.png"), 1);
            JsonNode run = api.json("/v1/runs").at("/items/0");
            List<String> known = List.of(
                    run.get("id").asText(),
                    run.at("/artifacts/0/id").asText(),
                    run.at("/artifacts/1/id").asText(),
                    "run.json",
                    "output_01.png");
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (Contract.Operation operation : api.contract.operations()) {
                // a feed does not end by itself; its parameters are tried where it is tested
                int count = operation.id().equals("followChanges") ? 0 : REQUESTS_PER_OPERATION;
                for (int i = 0; i < count; i++) {
                    HttpResponse<byte[]> answer = api.send(request(api, operation, known));
                    assertThat(answer.statusCode())
                            .as(answer.request().uri().toString())
                            .isLessThan(500);
                    statuses.merge(answer.statusCode(), 1, Integer::sum);
                }
            }
            // the generator reaches what it should: not everything is refused
            assertThat(statuses).containsKeys(200, 404, 422);
            assertThat(statuses.get(200)).isGreaterThan(150);
        }
    }

    private HttpRequest.Builder request(LiveApi api, Contract.Operation operation, List<String> known) {
        String target = operation.path();
        List<String> query = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        for (JsonNode parameter : operation.parameters(api.contract)) {
            JsonNode schema = parameter.get("schema");
            String name = parameter.get("name").asText();
            switch (parameter.get("in").asText()) {
                case "path" -> target = target.replace("{" + name + "}", encoded(pathValue(schema, known)));
                case "query" -> {
                    if (parameter.path("required").asBoolean() || random.nextInt(6) == 0) {
                        values(schema, known).forEach(value -> query.add(name + "=" + encoded(value)));
                    }
                }
                default -> {
                    if (random.nextInt(3) == 0) {
                        headers.add(name);
                        headers.add(List.of("\"0\"", "\"1\"", "bytes=0-3", "bytes=-2", "bytes=9-1", "*", "x")
                                .get(random.nextInt(7)));
                    }
                }
            }
        }
        if (random.nextInt(25) == 0) {
            query.add("nobodyKnows=1");
        }
        HttpRequest.Builder builder = api.builder(
                query.isEmpty() ? target : target + "?" + String.join("&", query), headers.toArray(String[]::new));
        JsonNode media = operation.node().at("/requestBody/content/application~1json/schema");
        if (media.isMissingNode()) {
            return builder.method(operation.method(), HttpRequest.BodyPublishers.noBody());
        }
        String body = random.nextInt(20) == 0
                ? List.of("", "{", "[]", "null", "\"x\"", "{\"a\":1}{}").get(random.nextInt(6))
                : value(api.contract, media, known).toString();
        return builder.header("Content-Type", "application/json")
                .method(operation.method(), HttpRequest.BodyPublishers.ofString(body));
    }

    private String pathValue(JsonNode schema, List<String> known) {
        if (schema.has("enum") && random.nextInt(8) > 0) {
            return schema.get("enum")
                    .get(random.nextInt(schema.get("enum").size()))
                    .asText();
        }
        String value = random.nextInt(4) > 0 ? pick(known) : pick(ODD);
        return value.isEmpty() ? "-" : value;
    }

    private List<String> values(JsonNode schema, List<String> known) {
        if (!schema.path("type").asText().equals("array")) {
            return List.of(text(schema, known));
        }
        List<String> values = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            values.add(text(schema.get("items"), known));
        }
        return values;
    }

    private String text(JsonNode schema, List<String> known) {
        if (random.nextInt(6) == 0) {
            return pick(ODD);
        }
        if (schema.has("enum")) {
            return schema.get("enum")
                    .get(random.nextInt(schema.get("enum").size()))
                    .asText();
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> String.valueOf(schema.path("minimum").asInt(0) + random.nextInt(40));
            case "boolean" -> String.valueOf(random.nextBoolean());
            default ->
                random.nextInt(3) > 0
                        ? pick(known)
                        : List.of("disc", "2026-03-26", "test-model", "foxes").get(random.nextInt(4));
        };
    }

    /** Makes a value of a schema, or now and then one that is not of it. */
    private JsonNode value(Contract contract, JsonNode given, List<String> known) {
        JsonNode schema = contract.resolved(given);
        if (random.nextInt(15) == 0) {
            return List.<JsonNode>of(
                            NODES.nullNode(),
                            NODES.numberNode(-1),
                            NODES.textNode(pick(ODD)),
                            NODES.arrayNode(),
                            NODES.booleanNode(true),
                            NODES.numberNode(1e300))
                    .get(random.nextInt(6));
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        JsonNode type = schema.path("type");
        String word = type.isArray() ? type.get(random.nextInt(type.size())).asText() : type.asText();
        return switch (word) {
            case "object" -> object(contract, schema, known);
            case "array" -> array(contract, schema, known);
            case "integer" -> NODES.numberNode(schema.path("minimum").asInt(0) + random.nextInt(3));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default -> NODES.textNode(random.nextInt(4) > 0 ? pick(known) : pick(ODD));
        };
    }

    private ObjectNode object(Contract contract, JsonNode schema, List<String> known) {
        ObjectNode object = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) ? random.nextInt(20) > 0 : random.nextInt(3) == 0) {
                object.set(property.getKey(), value(contract, property.getValue(), known));
            }
        });
        if (random.nextInt(20) == 0) {
            object.put("nobodyKnows", 1);
        }
        return object;
    }

    private ArrayNode array(Contract contract, JsonNode schema, List<String> known) {
        ArrayNode array = NODES.arrayNode();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            array.add(value(contract, schema.get("items"), known));
        }
        return array;
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

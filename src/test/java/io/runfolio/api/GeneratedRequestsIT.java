package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.TestWorkspace;
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
 * Sends valid and invalid requests generated from the schemas of the contract.
 *
 * <p>Each response must have a status and body of the contract, and none may be a 500. The seed is fixed, so that
 * failures can be reproduced.
 */
class GeneratedRequestsIT {
    private static final long SEED = 20260326;
    private static final int REQUESTS_PER_OPERATION = Boolean.getBoolean("runfolio.long") ? 40 : 20;
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
    void responses_to_generated_requests_match_the_contract() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            api.testWorkspace.writePicture("one.png", 32, 32, 1);
            api.testWorkspace.writePicture("two.png", 32, 32, 2);
            api.bundle("pair", TestWorkspace.event("pair", "succeeded", "one.png", "two.png"), 1);
            JsonNode run = api.json("/v1/runs").at("/items/0");
            List<String> known = List.of(
                    run.get("id").asText(),
                    run.at("/artifacts/0/id").asText(),
                    run.at("/artifacts/1/id").asText(),
                    "run.json",
                    "output_01.png");
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (OpenApiContract.Operation operation : api.openApiContract.operations()) {
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
            assertThat(statuses.get(200)).isGreaterThan(4 * REQUESTS_PER_OPERATION);
        }
    }

    private HttpRequest.Builder request(LiveApi api, OpenApiContract.Operation operation, List<String> known) {
        String target = operation.path();
        List<String> query = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        for (JsonNode parameter : operation.parameters(api.openApiContract)) {
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
                : value(api.openApiContract, media, known).toString();
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

    /** Returns a value of a schema, sometimes an invalid one. */
    private JsonNode value(OpenApiContract openApiContract, JsonNode given, List<String> known) {
        JsonNode schema = openApiContract.resolved(given);
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
            case "object" -> object(openApiContract, schema, known);
            case "array" -> array(openApiContract, schema, known);
            case "integer" -> NODES.numberNode(schema.path("minimum").asInt(0) + random.nextInt(3));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default -> NODES.textNode(random.nextInt(4) > 0 ? pick(known) : pick(ODD));
        };
    }

    private ObjectNode object(OpenApiContract openApiContract, JsonNode schema, List<String> known) {
        ObjectNode object = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) ? random.nextInt(20) > 0 : random.nextInt(3) == 0) {
                object.set(property.getKey(), value(openApiContract, property.getValue(), known));
            }
        });
        if (random.nextInt(20) == 0) {
            object.put("nobodyKnows", 1);
        }
        return object;
    }

    private ArrayNode array(OpenApiContract openApiContract, JsonNode schema, List<String> known) {
        ArrayNode array = NODES.arrayNode();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            array.add(value(openApiContract, schema.get("items"), known));
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

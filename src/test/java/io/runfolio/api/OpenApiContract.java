package io.runfolio.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Checks responses, from any thread, against {@code openapi.yaml}, which is read without the code under test. */
public final class OpenApiContract {
    static final ObjectMapper JSON = io.runfolio.json.CollidingFieldNames.robustMapper();

    private final JsonNode root;
    private final List<Operation> operations;
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
    /** Ignores parts of the document that are not keywords of schemas. */
    private final JsonSchemaFactory factory = JsonSchemaFactory.builder(
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
            .metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .unknownKeywordFactory((name, context) -> new NonValidationKeyword(name))
                    .build())
            .build();

    /** An operation. */
    record Operation(String method, String path, Pattern form, JsonNode item, JsonNode node) {
        String id() {
            return node.get("operationId").asText();
        }

        boolean matches(String asked, String target) {
            return method.equals(asked) && form.matcher(target).matches();
        }

        /** Parameters of path and operation. */
        List<JsonNode> parameters(OpenApiContract openApiContract) {
            List<JsonNode> all = new ArrayList<>();
            item.path("parameters").forEach(node -> all.add(openApiContract.resolved(node)));
            node.path("parameters").forEach(node -> all.add(openApiContract.resolved(node)));
            return all;
        }
    }

    /** Returns the contract, which is parsed once for all tests of a JVM. */
    public static OpenApiContract shared() {
        return Shared.CONTRACT;
    }

    private static final class Shared {
        private static final OpenApiContract CONTRACT = new OpenApiContract();
    }

    private OpenApiContract() {
        try (InputStream stream = OpenApiContract.class.getClassLoader().getResourceAsStream("openapi.yaml")) {
            String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
            root = JSON.valueToTree(tree);
            operations = read(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Operation> operations() {
        return operations;
    }

    private static List<Operation> read(JsonNode root) {
        List<Operation> operations = new ArrayList<>();
        root.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (method.getValue().has("operationId")) {
                        operations.add(new Operation(
                                method.getKey().toUpperCase(java.util.Locale.ROOT),
                                path.getKey(),
                                Pattern.compile(path.getKey().replaceAll("\\{[^}]+}", "[^/]+")),
                                path.getValue(),
                                method.getValue()));
                    }
                }));
        return List.copyOf(operations);
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }

    JsonNode schema(String name) {
        return root.at("/components/schemas/" + name);
    }

    /** Fails if the contract lacks the status for the operation, or the body does not match its schema. */
    void check(HttpResponse<byte[]> response) {
        check(response, response.body());
    }

    /** Checks a response whose body was read in another form. */
    public void check(HttpResponse<?> response, byte[] body) {
        String method = response.request().method().replace("HEAD", "GET");
        String path = response.request().uri().getRawPath();
        Optional<Operation> operation = operations.stream()
                .filter(one -> one.matches(method, path))
                .filter(one -> !one.path().contains("{")
                        || operations.stream()
                                .noneMatch(other -> other.method().equals(method)
                                        && other.path().equals(path)))
                .findFirst();
        if (operation.isEmpty()) {
            if (response.statusCode() != 404 && response.statusCode() != 405) {
                throw new AssertionError(
                        method + " " + path + " is not in the contract, and was answered " + response.statusCode());
            }
            validate("ErrorResponse", response, body);
            return;
        }
        JsonNode answer =
                resolved(operation.get().node().path("responses").path(String.valueOf(response.statusCode())));
        if (answer.isMissingNode()) {
            throw new AssertionError(operation.get().id() + " has no status " + response.statusCode() + ": "
                    + new String(body, StandardCharsets.UTF_8));
        }
        if (response.request().method().equals("HEAD") || response.statusCode() == 304) {
            return;
        }
        JsonNode media = answer.path("content").path("application/json");
        boolean isOtherType = answer.path("content").has(mediaType(response));
        if (media.has("schema") && (!isOtherType || mediaType(response).equals("application/json"))) {
            String reference = media.get("schema").path("$ref").asText("");
            validate(reference.replaceFirst(".*/", ""), response, body);
        }
    }

    private static String mediaType(HttpResponse<?> response) {
        return response.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
    }

    private void validate(String schema, HttpResponse<?> response, byte[] body) {
        String what = response.request().method() + " " + response.request().uri() + " -> " + response.statusCode();
        if (schema.isEmpty()) {
            return;
        }
        String type = response.headers().firstValue("content-type").orElse("");
        if (!type.equals("application/json")) {
            throw new AssertionError(what + " is not JSON but " + type);
        }
        try {
            var messages = compiled(schema).validate(JSON.readTree(body));
            if (!messages.isEmpty()) {
                throw new AssertionError(
                        what + " is no " + schema + ": " + messages + "\n" + new String(body, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError(what + " is not JSON", e);
        }
    }

    JsonSchema compiled(String name) {
        return schemas.computeIfAbsent(name, key -> {
            ObjectNode document = JSON.createObjectNode();
            document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
            document.put("$ref", "#/components/schemas/" + key);
            document.set("components", root.get("components"));
            return factory.getSchema(document);
        });
    }
}

package io.runfolio.workflow.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** JSON Schemas of templates, draft 2020-12. Nothing is loaded: references lead to places in the schema only. */
public final class JsonSchemas {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final int MAX_DEPTH = 64;
    private static final int MAX_PROBLEMS = 5;
    private static final int MAX_CHARACTERS = 300;
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.add(iri -> {
                if (iri.toString().startsWith("https://json-schema.org/")) {
                    return null; // the drafts themselves are inside the library
                }
                throw new JsonSchemaException("nothing is loaded");
            })));

    private static final JsonSchema META_SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of(DRAFT));

    private JsonSchemas() {}

    /** Returns why a schema cannot be used, as the end of a sentence; empty if it can. */
    public static Optional<String> problem(JsonNode schema) {
        Optional<String> foreign = foreign(schema, 0);
        if (foreign.isPresent()) {
            return foreign;
        }
        try {
            Optional<String> mistake =
                    META_SCHEMA.validate(schema).stream().findFirst().map(ValidationMessage::getMessage);
            if (mistake.isPresent()) {
                return Optional.of("is not a JSON Schema of draft 2020-12: " + shortened(mistake.get()));
            }
            compile(schema).initializeValidators();
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of("is not a JSON Schema of draft 2020-12: " + shortened(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Validates JSON against a schema without a {@link #problem}.
     *
     * @return one sentence for each of the first problems
     */
    public static List<String> problems(JsonNode schema, JsonNode json) {
        try {
            return compile(schema).validate(json).stream()
                    .limit(MAX_PROBLEMS)
                    .map(ValidationMessage::getMessage)
                    .map(JsonSchemas::shortened)
                    .toList();
        } catch (RuntimeException | StackOverflowError e) {
            return List.of("the schema cannot be applied: " + shortened(String.valueOf(e.getMessage())));
        }
    }

    private static JsonSchema compile(JsonNode schema) {
        return FACTORY.getSchema(
                schema,
                SchemaValidatorsConfig.builder()
                        .regularExpressionFactory(BoundedExpression::compile)
                        .cacheRefs(false)
                        .build());
    }

    private static Optional<String> foreign(JsonNode schema, int depth) {
        if (depth > MAX_DEPTH) {
            return Optional.of("has more than " + MAX_DEPTH + " levels");
        }
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String text = field.getValue().asText();
            if (REFERENCES.contains(field.getKey()) && field.getValue().isTextual() && !text.startsWith("#")) {
                return Optional.of("refers to " + text + ": only references that start with # are followed");
            }
            if (field.getKey().equals("$schema") && field.getValue().isTextual() && !isDraft(text)) {
                return Optional.of("has the $schema " + text + ": use " + DRAFT);
            }
        }
        for (JsonNode child : schema) {
            Optional<String> inside = foreign(child, depth + 1);
            if (inside.isPresent()) {
                return inside;
            }
        }
        return Optional.empty();
    }

    private static boolean isDraft(String text) {
        return text.equals(DRAFT) || text.equals(DRAFT + "#");
    }

    private static String shortened(String text) {
        return text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "…" : text;
    }
}

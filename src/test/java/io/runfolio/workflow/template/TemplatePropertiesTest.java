package io.runfolio.workflow.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/** Properties of templates that nobody has thought of. */
class TemplatePropertiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> KINDS = List.of("llm", "image", "tool", "agent", "code", "qa", "text_to_image");
    private static final JsonSchema SCHEMA = schema();
    private static Path folder;

    private static JsonSchema schema() {
        try {
            String schema = Files.readString(Path.of("docs", "schema", "template.schema.json"));
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeContainer
    static void createFolder() throws IOException {
        folder = Files.createTempDirectory("templates");
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        Files.deleteIfExists(folder.resolve("a.json"));
        Files.deleteIfExists(folder.resolve("a.yaml"));
        Files.delete(folder);
    }

    private static TemplateFolder.Shelf read(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
        TemplateFolder.Shelf shelf = new TemplateFolder(folder).read();
        Files.delete(folder.resolve(file));
        return shelf;
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void a_loadable_template_survives_its_document(@ForAll("templates") ObjectNode document) throws IOException {
        TemplateFolder.Shelf shelf = read("a.json", document.toString());

        assertThat(shelf.problems()).isEmpty();
        Template template = shelf.templates().get(0);
        assertThat(Template.ofPinned(template.pinned())).isEqualTo(template);
        assertThat(Template.ofPinned(JSON.readTree(template.pinned().toString()))
                        .sha256())
                .isEqualTo(template.sha256());
        assertThat(Template.parse(template.document()).withFile("a.json").withCanonical(true))
                .isEqualTo(template);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void a_loadable_template_is_as_its_schema_says(@ForAll("templates") ObjectNode document) {
        assertThat(SCHEMA.validate(document)).isEmpty();
    }

    @Example
    void the_examples_in_json_are_as_the_schema_says() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "resources", "workflows", "esy"))) {
            List<Path> examples =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            assertThat(examples).hasSizeGreaterThan(1);
            for (Path example : examples) {
                assertThat(SCHEMA.validate(JSON.readTree(Files.readString(example))))
                        .as(example.toString())
                        .isEmpty();
            }
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void a_template_in_yaml_is_the_one_in_json(@ForAll("templates") ObjectNode document) throws IOException {
        Template inJson = read("a.json", document.toString()).templates().get(0);
        String yaml = new Dump(DumpSettings.builder().build()).dumpToString(JSON.treeToValue(document, Object.class));

        TemplateFolder.Shelf shelf = read("a.yaml", yaml);

        assertThat(shelf.problems()).isEmpty();
        assertThat(shelf.templates().get(0).withFile("a.json")).isEqualTo(inJson);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void any_value_in_any_place_is_a_template_or_has_problems_with_cures(
            @ForAll("templates") ObjectNode document, @ForAll("values") JsonNode value, @ForAll int place)
            throws IOException {
        replace(document, value, Math.floorMod(place, 40));

        TemplateFolder.Shelf shelf = read("a.json", document.toString());

        assertThat(shelf.templates().isEmpty()).isEqualTo(!shelf.problems().isEmpty());
        assertThat(shelf.problems()).allSatisfy(problem -> {
            assertThat(problem.path()).isEqualTo("a.json");
            assertThat(problem.reason()).isNotBlank();
            assertThat(problem.cure()).isNotBlank();
        });
    }

    /** Replaces one of the values of a document, counted in its order. */
    private static int replace(JsonNode node, JsonNode value, int place) {
        int left = place;
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.properties()).stream()
                    .map(java.util.Map.Entry::getKey)
                    .toList()) {
                if (left-- == 0) {
                    object.set(name, value);
                    return -1;
                }
                left = replace(object.get(name), value, left);
                if (left < 0) {
                    return -1;
                }
            }
        }
        if (node instanceof ArrayNode array) {
            for (JsonNode element : List.copyOf(array.findParents("name"))) {
                left = replace(element, value, left);
                if (left < 0) {
                    return -1;
                }
            }
        }
        return left;
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return Arbitraries.of(
                NODES.nullNode(),
                NODES.numberNode(-1),
                NODES.numberNode(1.5),
                NODES.booleanNode(true),
                NODES.textNode(""),
                NODES.textNode("{intake.none} {s0} {{x}} {a.b[3]}"),
                NODES.textNode("x".repeat(300)),
                NODES.arrayNode().add(1).add("a"),
                NODES.arrayNode(),
                NODES.objectNode(),
                NODES.objectNode().put("templateId", "none"));
    }

    @Provide
    Arbitrary<ObjectNode> templates() {
        Arbitrary<ArrayNode> fields = fields();
        return Combinators.combine(
                        fields, Arbitraries.integers().between(0, 5), texts(), Arbitraries.randomValue(r -> r))
                .as((intake, steps, text, random) -> {
                    ObjectNode template = NODES.objectNode();
                    template.put("id", "t-" + random.nextInt(9) + ".x");
                    template.put("name", "Name");
                    template.put("description", text);
                    template.put("artifactClass", "visual").put("artifactType", "poster");
                    template.put("version", "2026.05." + random.nextInt(99));
                    template.set("intakeSchema", intake);
                    ArrayNode list = template.putArray(random.nextBoolean() ? "steps" : "runtimeSteps");
                    for (int i = 0; i < steps; i++) {
                        list.add(step(i, intake, text, random));
                    }
                    if (random.nextBoolean()) {
                        template.put("canonical", true).put("cadence", "On demand");
                        template.putObject("providers").put("image", "openai/gpt-image-2");
                        template.putArray("gates")
                                .add(text)
                                .addObject()
                                .put("id", "editor")
                                .put("type", "approval");
                        template.putObject("budgetPolicy").put("maxCostUsd", random.nextInt(100) / 8.0);
                    }
                    template.putObject("x-unknown").put("text", text).put("number", random.nextInt());
                    return template;
                });
    }

    private static ObjectNode step(int number, ArrayNode intake, String text, java.util.Random random) {
        ObjectNode step = NODES.objectNode();
        step.put("id", number % 2 == 0 ? "s" + number : "part.s-" + number).put("name", "Step");
        step.put("kind", KINDS.get(random.nextInt(KINDS.size())));
        String earlier = number == 0 ? "" : " {" + (number % 2 == 1 ? "s" : "part.s-") + (number - 1) + ".text}";
        String input =
                intake.isEmpty() ? "" : " {intake." + intake.get(0).get("name").asText() + "?}";
        step.put("promptTemplate", text + earlier + input);
        if (random.nextBoolean()) {
            step.put("expectJson", true).put("requireTrue", "checks[0].passed").put("timeoutSeconds", 5);
            step.putObject("parameters").put("seed", random.nextInt()).put("more", earlier);
        }
        if (random.nextBoolean()) {
            step.put("emitsArtifact", true).put("colour", "red");
        }
        return step;
    }

    /** Returns texts without digits, which are numbers in YAML if nothing else is in them. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("aé ü\"'\\#:-{}[],&*!|>%@\t\n\u20ac.")
                .ofMaxLength(30)
                .filter(text -> Reference.in(text).isEmpty());
    }

    private static Arbitrary<ArrayNode> fields() {
        Arbitrary<String> types = Arbitraries.of(
                "string", "enum", "boolean", "integer", "number", "array", "object", "artifactReference");
        return types.list().ofMaxSize(6).map(list -> {
            ArrayNode fields = NODES.arrayNode();
            for (String type : list) {
                ObjectNode field = fields.addObject();
                field.put("name", "field_" + fields.size()).put("type", type).put("required", fields.size() % 2 == 0);
                if (type.equals("enum")) {
                    field.putArray("options").add("yes").add("1:1").add("é");
                    field.put("default", "1:1");
                }
                if (type.equals("artifactReference")) {
                    field.put("artifactClass", "research");
                }
            }
            return fields;
        });
    }
}

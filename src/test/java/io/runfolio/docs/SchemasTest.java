package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.bundle.ledger.BundleLine;
import io.runfolio.bundle.ledger.NotesEntry;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.bundle.ledger.RetentionLine;
import io.runfolio.bundle.ledger.UpgradeEntry;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.folder.FailedEvents;
import io.runfolio.coordination.folder.Inbox;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.Prompts;
import io.runfolio.run.ProviderTrace;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunManifest;
import io.runfolio.run.RunRequest;
import io.runfolio.run.SourceContext;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.workflow.order.Order;
import io.runfolio.workflow.order.OrderIds;
import io.runfolio.workflow.template.ArtifactReference;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateFolder;
import io.runfolio.workflow.template.TemplateInputs;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMAS = Path.of("docs", "schema");
    private static final Path EXPECTED = Path.of("src", "test", "resources", "expected");
    private static final Path SAMPLES = Path.of("samples", "events");
    private static final UnaryOperator<String> SNAKE = PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE::translate;
    private static final String MINIMAL = "'status': 'succeeded', 'model_key': 'kling'";

    static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of(RunArtifact.class, "run", "", SNAKE),
                Arguments.of(SourceContext.class, "run", "/$defs/source_context", SNAKE),
                Arguments.of(Prompts.class, "run", "/$defs/prompts", SNAKE),
                Arguments.of(AssetRecord.class, "run", "/$defs/asset", SNAKE),
                Arguments.of(DerivativeRecord.class, "run", "/$defs/derivative", SNAKE),
                Arguments.of(ProviderTrace.class, "run", "/$defs/provider_trace", SNAKE),
                Arguments.of(DerivativeSettings.class, "run", "/$defs/derivative_settings", SNAKE),
                Arguments.of(RunManifest.class, "manifest", "", SNAKE),
                Arguments.of(RunIndexEntry.class, "index-entry", "", SNAKE),
                Arguments.of(ReviewLogEntry.class, "ledger-entry", "/$defs/review_line", SNAKE),
                Arguments.of(RetentionLine.class, "ledger-entry", "/$defs/retention_line", SNAKE),
                Arguments.of(BundleLine.class, "ledger-entry", "/$defs/bundle_line", SNAKE),
                Arguments.of(RemovedFile.class, "ledger-entry", "/$defs/removed_file", SNAKE),
                Arguments.of(NotesEntry.class, "ledger-entry", "/$defs/notes/properties/data", SNAKE),
                Arguments.of(UpgradeEntry.class, "ledger-entry", "/$defs/upgrade/properties/data", SNAKE),
                Arguments.of(ArtifactRecord.class, "artifacts", "/$defs/artifact", UnaryOperator.<String>identity()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void a_schema_has_the_records_fields_in_their_order_and_no_other(
            Class<?> record, String schema, String pointer, UnaryOperator<String> naming) throws IOException {
        List<String> fields = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .map(naming)
                .toList();

        JsonNode object = read(SCHEMAS.resolve(schema + ".schema.json")).at(pointer);

        assertThat(names(object.get("properties"))).isEqualTo(fields);
        assertThat(texts(object.get("required"))).isEqualTo(fields);
        assertThat(object.get("additionalProperties"))
                .isEqualTo(JSON.getNodeFactory().booleanNode(false));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void every_property_is_described_in_one_line(String schema) throws IOException {
        List<String> undescribed = new ArrayList<>();
        for (JsonNode properties :
                read(SCHEMAS.resolve(schema + ".schema.json")).findValues("properties")) {
            properties.properties().forEach(property -> {
                String description = property.getValue().path("description").asText();
                if (description.isBlank() || description.contains("\n")) {
                    undescribed.add(property.getKey());
                }
            });
        }

        assertThat(undescribed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void a_schema_is_a_schema_itself(String name) throws IOException {
        JsonNode schema = read(SCHEMAS.resolve(name + ".schema.json"));
        JsonSchema dialect = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of(schema.get("$schema").asText()));

        assertThat(dialect.validate(schema)).isEmpty();
    }

    static Stream<String> schemas() throws IOException {
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".schema.json", ""))
                    .sorted()
                    .toList();
            assertThat(names).contains("event", "run", "manifest", "index-entry", "artifacts", "ledger-entry");
            return names.stream();
        }
    }

    static Stream<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.walk(EXPECTED)) {
            return files.filter(file -> file.endsWith("run.json")).map(Path::getParent).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void a_sealed_bundle_and_its_index_line_are_as_the_schemas_say(Path bundle) throws IOException {
        String line = RecordMapper.line(
                RunIndexEntry.of(RecordMapper.read(bundle.resolve("manifest.json"), RunManifest.class)));

        assertThat(problems("run", read(bundle.resolve("run.json")))).isEmpty();
        assertThat(problems("manifest", read(bundle.resolve("manifest.json")))).isEmpty();
        assertThat(problems("artifacts", read(bundle.resolve("artifacts.json"))))
                .isEmpty();
        assertThat(problems("index-entry", JSON.readTree(line))).isEmpty();
    }

    @Test
    void every_line_of_a_ledger_is_as_its_schema_says(@TempDir Path outputs) throws IOException {
        BundleLayout layout = Backends.outputs(outputs);
        RunArtifact run = Bundles.seal(
                layout,
                RunRequest.builder("succeeded", "kling")
                        .output(AssetKind.IMAGE, "a.png")
                        .build(),
                "studio/1");
        String id = new RunViewReader(layout)
                .at(run.runDir())
                .orElseThrow()
                .artifacts()
                .get(0)
                .record()
                .id();
        ReviewService reviewService = new ReviewService(layout, VariantGroupResolver.scanning(layout), Bundles.CLOCK);
        for (ReviewRequest request : List.of(
                ReviewRequest.of(id, ReviewAction.REQUEST_CHANGES, "ada").withNote("too dark"),
                ReviewRequest.of(id, ReviewAction.REOPEN, "ada"),
                ReviewRequest.rank(id, 1, "ada"),
                ReviewRequest.tag(id, List.of("hero"), "ada"),
                ReviewRequest.check(id, "faces", "pass", "qa"),
                ReviewRequest.of(id, ReviewAction.APPROVE, "ada"),
                ReviewRequest.of(id, ReviewAction.PREFER, "ada"),
                ReviewRequest.of(id, ReviewAction.UNPREFER, "ada"))) {
            reviewService.apply(run.runDir(), request);
        }

        List<String> ledger = Files.readAllLines(outputs.resolve(run.runDir()).resolve("ledger.jsonl"));

        assertThat(ledger).hasSize(8);
        for (String line : ledger) {
            assertThat(problems("ledger-entry", JSON.readTree(line))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void a_field_too_many_or_too_few_is_refused(Path bundle) throws IOException {
        for (String name : List.of("run", "manifest")) {
            ObjectNode more = (ObjectNode) read(bundle.resolve(name + ".json"));
            ObjectNode less = more.deepCopy();
            more.put("extra", 1);
            less.remove("status");

            assertThat(problems(name, more)).isNotEmpty();
            assertThat(problems(name, less)).isNotEmpty();
        }
    }

    static Stream<Path> samples() throws IOException {
        if (!Files.isDirectory(SAMPLES)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("samples")
    void a_sample_event_is_as_the_schema_says(Path sample) throws IOException {
        assertThat(problems("event", read(sample))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + MINIMAL + "}",
                "{" + MINIMAL + ", 'outputs': null, 'prompts': null, 'slug': null, 'tags': null, 'job': null}",
                "{" + MINIMAL + ", 'mood': 'blue', 'prompts': {'mood': 'blue'}}",
                "{" + MINIMAL + ", 'task_mode': 'upscale', 'created_at': '2026-03-26 21:45:12+02:00'}",
                "{" + MINIMAL + ", 'created_at': '2026-03-26'}",
                "{" + MINIMAL + ", 'created_at': '20260326T214512,123456789+0000'}",
                "{" + MINIMAL
                        + ", 'outputs': [{'kind': 'image', 'source_path': 'a.png', 'role': 'output', 'tags': ['x']}]}",
                "{" + MINIMAL + ", 'derivative_settings': {'image_web_format': '.JPEG', 'allow_upscale': null}}",
                "{" + MINIMAL + ", 'artifact': {'artifact_class': 'research', 'content': {'title': 'Tides'}}}",
                "{" + MINIMAL + ", 'submit_response': [1, null, 'x'], 'job': {'inference_steps': 28}}",
                "{'specversion': '1.0', 'id': '1', 'source': 'studio', 'type': 'runfolio.run.failed', 'data': {"
                        + MINIMAL + "}}",
            })
    void an_event_that_is_taken_in_is_as_the_schema_says(String event) throws IOException {
        assertThat(refusal(event)).isNull();
        assertThat(problems("event", json(event))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{'model_key': 'kling'}",
                "{'status': 'succeeded'}",
                "{'status': ' ', 'model_key': 'kling'}",
                "{'status': null, 'model_key': 'kling'}",
                "{'status': 1, 'model_key': 'kling'}",
                "{" + MINIMAL + ", 'outputs': [{'kind': 'hologram', 'source_path': 'a', 'role': 'output'}]}",
                "{" + MINIMAL + ", 'outputs': [{'source_path': 'a.png', 'role': 'output'}]}",
                "{" + MINIMAL + ", 'inputs': [{'kind': 'image', 'role': 'reference'}]}",
                "{" + MINIMAL + ", 'inputs': [{'kind': 'image', 'source_path': 'a.png'}]}",
                "{" + MINIMAL + ", 'outputs': {}}",
                "{" + MINIMAL + ", 'tags': 'hero'}",
                "{" + MINIMAL + ", 'tags': [null]}",
                "{" + MINIMAL + ", 'options': []}",
                "{" + MINIMAL + ", 'created_at': 'yesterday'}",
                "{" + MINIMAL + ", 'created_at': '2026-03-26T21:45:12+2'}",
                "{'status': 'Running', 'model_key': 'kling'}",
                "{" + MINIMAL + ", 'derivative_settings': {'image_web_quality': 101}}",
                "{" + MINIMAL + ", 'derivative_settings': {'image_web_format': 'tiff'}}",
                "{" + MINIMAL + ", 'artifact': {'status': 'perfect'}}",
                "{" + MINIMAL + ", 'job': {'inference_steps': 'many'}}",
                "{'specversion': '1.0', 'id': '1', 'source': 'studio', 'type': 'runfolio.run.completed'}",
                "{'specversion': '0.3', 'id': '1', 'source': 's', 'type': 'runfolio.run.completed', 'data': {" + MINIMAL
                        + "}}",
                "{'specversion': '1.0', 'id': '1', 'source': 's', 'type': 'something.else', 'data': {" + MINIMAL + "}}",
                "{'specversion': '1.0', 'source': 's', 'type': 'runfolio.run.completed', 'data': {" + MINIMAL + "}}",
                "{'specversion': '1.0', 'id': '1', 'source': 's', 'type': 'runfolio.run.completed', "
                        + "'data': {'status': 'x'}}",
            })
    void an_event_that_is_refused_is_not_as_the_schema_says(String event) throws IOException {
        assertThat(refusal(event)).isNotNull();
        assertThat(problems("event", json(event))).isNotEmpty();
    }

    @Test
    void the_reason_beside_a_refused_event_is_as_the_schema_says(@TempDir Path folder) throws IOException {
        RefusedEventException why = refusal("{'model_key': 'kling'}");
        try (Inbox inbox = Inbox.open(folder, "w")) {
            Claim atOnce = inbox.accept("{}".getBytes(StandardCharsets.UTF_8), "at-once.json");
            inbox.refuse(atOnce, why, "", "2026-03-26T21:45:12Z");
            Claim tried = inbox.accept("{}".getBytes(StandardCharsets.UTF_8), "tried.json");
            inbox.beginAttempt(tried, 3);
            inbox.recordFailure(tried, "The disk was away.");
            inbox.refuse(tried, why, "studio 1", "2026-03-26T21:45:12Z");

            List<Map<String, Object>> reasons = new FailedEvents(inbox.layout())
                    .list().stream().map(event -> event.error()).toList();

            assertThat(reasons).hasSize(2);
            assertThat(reasons.get(1)).containsKey("attempts");
            for (Map<String, Object> reason : reasons) {
                assertThat(problems("error", JSON.valueToTree(reason))).isEmpty();
            }
        }
    }

    static Stream<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("samples", "templates"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void a_sample_template_and_an_order_of_it_are_as_the_schemas_say(Path sample) throws IOException {
        Template template = new TemplateFolder(sample.getParent())
                .read()
                .find(read(sample).get("id").asText())
                .orElseThrow();
        ArtifactReference artifactReference = new ArtifactReference(
                "artifact-0123456789abcdef",
                "visual",
                "poster",
                "approved",
                "run",
                "2026-03-26/run",
                Optional.of("2026-03-26/run/original/output_01.png"),
                true,
                List.of());
        JsonNode given = json(
                template.field("poster").isPresent()
                        ? "{'prompt': 'a fox', 'poster': 'artifact-0123456789abcdef'}"
                        : "{'prompt': 'a fox'}");
        TemplateInputs templateInputs = TemplateInputs.check(template, given, id -> Optional.of(artifactReference));
        Order order = Order.of(
                OrderIds.random(), template, templateInputs, "local", Instant.EPOCH, OrderIds.digest("what was asked"));

        assertThat(templateInputs.problems()).isEmpty();
        assertThat(problems("template", read(sample))).isEmpty();
        assertThat(problems("order", order.document())).isEmpty();
    }

    private static RefusedEventException refusal(String event) {
        EventReader reader = new EventReader(
                RunfolioSettings.from(Map.of()).event(),
                new SourceRoots(List.of(Path.of("").toAbsolutePath())));
        byte[] bytes = event.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return catchThrowableOfType(RefusedEventException.class, () -> reader.read(bytes));
    }

    private static Set<ValidationMessage> problems(String schema, JsonNode document) throws IOException {
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(read(SCHEMAS.resolve(schema + ".schema.json")), config)
                .validate(document);
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void the_contract_of_the_api_names_every_field_of_an_event() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Path.of("docs", "schema", "event.schema.json").toFile());
        Object contract = new org.snakeyaml.engine.v2.api.Load(
                        org.snakeyaml.engine.v2.api.LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("src/main/resources/openapi.yaml")));
        JsonNode schemas = new ObjectMapper().valueToTree(contract).at("/components/schemas");
        List<String> fields = new ArrayList<>();
        schema.at("/$defs/request/properties").fieldNames().forEachRemaining(fields::add);
        List<String> contracted = new ArrayList<>();
        schemas.at("/Event/properties").fieldNames().forEachRemaining(contracted::add);
        assertThat(contracted).containsExactlyElementsOf(fields);
    }
}

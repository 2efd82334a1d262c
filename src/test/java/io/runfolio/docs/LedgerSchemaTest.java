package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.bundle.ledger.BundleAction;
import io.runfolio.bundle.ledger.ChangedBundle;
import io.runfolio.bundle.ledger.RetentionAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the schema of ledger lines with a real ledger that has a line of every kind. */
class LedgerSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMA = Path.of("docs", "schema", "ledger-entry.schema.json");

    @TempDir
    static Path folder;

    private static JsonNode document;
    private static JsonSchema schema;
    private static List<ObjectNode> lines;

    @BeforeAll
    static void ledger() throws IOException {
        document = JSON.readTree(Files.readString(SCHEMA));
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(document, config);
        lines = new ArrayList<>();
        for (String line :
                Files.readAllLines(ChangedBundle.create(folder).folder().resolve("ledger.jsonl"))) {
            lines.add((ObjectNode) JSON.readTree(line));
        }
    }

    /** Returns the word of every action that the code has a name for, which is every one that it can write. */
    private static Set<String> written() {
        Set<String> words = new TreeSet<>();
        Stream.of(ReviewAction.values()).map(ReviewAction::word).forEach(words::add);
        Stream.of(RetentionAction.values()).map(RetentionAction::word).forEach(words::add);
        Stream.of(BundleAction.values()).map(BundleAction::word).forEach(words::add);
        return words;
    }

    private static String action(JsonNode line) {
        return line.path("action").asText();
    }

    @Test
    void each_action_that_can_be_written_is_in_the_ledger_and_in_the_schema() {
        assertThat(lines).extracting(LedgerSchemaTest::action).containsAll(written());
        Set<String> described = new TreeSet<>();
        document.at("/properties/action/enum").forEach(word -> described.add(word.asText()));
        assertThat(described).isEqualTo(written());
    }

    @Test
    void each_line_that_was_written_is_as_the_schema_says() {
        for (JsonNode line : lines) {
            assertThat(schema.validate(line)).as(line.toString()).isEmpty();
        }
    }

    @Test
    void the_output_of_a_redo_line_is_as_the_schema_of_the_record_says() throws IOException {
        ObjectNode record = (ObjectNode) JSON.readTree(Files.readString(Path.of("docs", "schema", "run.schema.json")));
        ObjectNode asset = JSON.createObjectNode();
        asset.put("$ref", "#/$defs/asset");
        asset.set("$defs", record.get("$defs"));
        JsonSchema assets = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(asset);
        assertThat(lines.stream().filter(line -> action(line).equals("redo")))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(assets.validate(line.at("/data/asset"))).isEmpty());
    }

    @Test
    void the_examples_have_every_action_in_the_form_in_which_it_is_written() {
        Map<String, JsonNode> written = new LinkedHashMap<>();
        lines.forEach(line -> written.put(action(line), line));
        Map<String, JsonNode> examples = new TreeMap<>();
        document.get("examples").forEach(example -> examples.put(action(example), example));
        assertThat(examples.keySet()).isEqualTo(written());
        examples.forEach((action, example) -> {
            assertThat(schema.validate(example)).as(action).isEmpty();
            assertThat(names(example)).isEqualTo(names(written.get(action)));
            assertThat(names(example.get("data")))
                    .as(action)
                    .isEqualTo(names(written.get(action).get("data")));
        });
    }

    @Test
    void a_field_too_many_or_too_few_and_the_data_of_another_action_are_refused() {
        for (ObjectNode line : lines) {
            for (String field : names(line)) {
                assertThat(schema.validate(line.deepCopy().without(List.of(field))))
                        .as("%s without %s", action(line), field)
                        .isNotEmpty();
            }
            assertThat(schema.validate(line.deepCopy().put("extra", 1))).isNotEmpty();
            ObjectNode other = line.deepCopy();
            other.putObject("data").put("stray", 1);
            assertThat(schema.validate(other)).as(action(line)).isNotEmpty();
        }
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}

package io.runfolio.run.extras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonMapTest {
    private static final Set<String> READERS = Set.of("JsonMap.java", "SecretMask.java");
    /** Package whose purpose is to read payloads of providers. */
    private static final Path ADAPTERS = Path.of("src/main/java/io/runfolio/hooks/adapter");

    @Test
    void a_value_of_another_type_counts_as_absent() {
        JsonMap map =
                JsonMap.of(Map.of("text", 1, "number", "1", "object", List.of(), "list", Map.of(), "flag", "true"));

        assertThat(map.text("text")).isEmpty();
        assertThat(map.asText("text")).contains("1");
        assertThat(map.number("number")).isEmpty();
        assertThat(map.object("object").isEmpty()).isTrue();
        assertThat(map.objects("list")).isEmpty();
        assertThat(map.texts("list")).isEmpty();
        assertThat(map.isTrue("flag")).isFalse();
    }

    @Test
    void what_is_no_object_reads_as_an_empty_object() {
        for (Object value : Arrays.asList(null, "text", 1, List.of(Map.of("a", 1)))) {
            assertThat(JsonMap.of(value).isEmpty()).isTrue();
            assertThat(JsonMap.find(value)).isEmpty();
        }
    }

    @Test
    void a_copy_keeps_the_order_of_fields_and_null_values() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("z", null);
        given.put("a", 1);

        assertThat(JsonMap.of(given).toMap()).containsExactlyEntriesOf(given);
    }

    @Test
    void elements_that_are_no_objects_are_skipped() {
        JsonMap map = JsonMap.of(Map.of("list", Arrays.asList(Map.of("a", 1), null, "text")));

        assertThat(map.objects("list")).hasSize(1);
    }

    @Test
    void only_the_readers_of_foreign_json_look_into_raw_maps() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !READERS.contains(file.getFileName().toString()))
                            .filter(file -> !file.startsWith(ADAPTERS))
                            .filter(JsonMapTest::looksIntoRawMaps))
                    .as("use JsonMap, RunExtras, AssetExtras or ContentPart")
                    .isEmpty();
        }
    }

    private static boolean looksIntoRawMaps(Path file) {
        try {
            return Files.readString(file).contains("instanceof Map");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.bundle.ledger.ChangedBundle;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads bundles as kie does, among them one with every change that can follow the sealing. */
class KieReaderTest {
    @TempDir
    static Path folder;

    private static ChangedBundle changed;

    @BeforeAll
    static void change() throws IOException {
        changed = ChangedBundle.create(folder);
    }

    static Stream<Path> expected() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "resources", "expected"))) {
            return files.filter(file -> file.endsWith("run.json")).map(Path::getParent).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("expected")
    void a_sealed_bundle_is_read(Path bundle) throws IOException {
        KieReader.Bundle read = KieReader.read(bundle);
        assertThat(read.paths())
                .allSatisfy(path -> assertThat(bundle.resolve(path)).exists());
    }

    @Test
    void a_bundle_is_read_after_everything_that_can_happen_to_it() throws IOException {
        KieReader.Bundle read = KieReader.read(changed.folder());
        assertThat(read.run().at("/source_metadata/runfolio/format_version").asInt())
                .as("as sealed, before the upgrade")
                .isEqualTo(1);
        assertThat(read.run().get("notes").asText()).isEqualTo("as sealed");
        assertThat(read.notes())
                .startsWith("# " + changed.folder().getFileName())
                .contains("## Notes\n\nprint on matte paper")
                .doesNotContain("as sealed");
        assertThat(changed.workspace().verify().findings())
                .extracting(Finding::code)
                .isEmpty();
    }

    @Test
    void only_replaced_and_removed_files_are_gone_for_it() throws IOException {
        List<String> gone = new ArrayList<>(ChangedBundle.REPLACED);
        gone.add(ChangedBundle.REMOVED);
        assertThat(KieReader.read(changed.folder()).paths().stream()
                        .filter(path -> !Files.exists(changed.folder().resolve(path))))
                .containsExactlyInAnyOrderElementsOf(gone);
    }

    @Test
    void the_index_is_read_and_a_rebuilt_one_is_the_same() throws IOException {
        List<JsonNode> index = KieReader.index(changed.workspace().outputs.resolve("index.jsonl"));
        assertThat(index)
                .containsExactly(
                        KieReader.indexed(KieReader.read(changed.folder()).manifest()));
    }

    @Test
    void a_bundle_with_another_field_is_refused(@TempDir Path place) throws IOException {
        Path copy = Files.createDirectory(
                place.resolve(changed.folder().getFileName().toString()));
        for (String name : List.of("run.json", "manifest.json", "notes.md")) {
            Files.copy(changed.folder().resolve(name), copy.resolve(name));
        }
        assertThat(KieReader.read(copy).paths()).isNotEmpty();
        Path run = copy.resolve("run.json");
        Files.writeString(run, Files.readString(run).replaceFirst("\\{", "{\"ledger\": [],"));
        assertThatThrownBy(() -> KieReader.read(copy)).isInstanceOf(AssertionError.class);
    }
}

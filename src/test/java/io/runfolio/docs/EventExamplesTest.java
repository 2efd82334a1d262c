package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.intake.EventReader;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceRoots;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Validates the event examples of the documents. */
class EventExamplesTest {
    private static final Pattern JSON_BLOCK = Pattern.compile("(?ms)^```json\\R(.*?)^```");

    @TempDir
    private Path root;

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_is_accepted_and_no_field_of_it_is_unknown(String example) {
        RunEvent event = reader().read(example.getBytes(StandardCharsets.UTF_8));

        assertThat(event.request().sourceMetadata()).doesNotContainKey("unrecognised");
        assertThat(event.request().warnings()).isEmpty();
    }

    @Test
    void there_are_examples_of_both_forms() throws IOException {
        assertThat(blocks("docs/events.md")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(blocks("docs/events.md")).anyMatch(block -> block.contains("specversion"));
        assertThat(blocks("docs/events.md")).anyMatch(block -> !block.contains("specversion"));
        assertThat(blocks("README.md")).isNotEmpty();
    }

    private static Stream<String> examples() throws IOException {
        return Stream.concat(blocks("docs/events.md").stream(), blocks("README.md").stream());
    }

    private static List<String> blocks(String document) throws IOException {
        return JSON_BLOCK
                .matcher(Files.readString(Path.of(document)))
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring(block.indexOf('\n') + 1, block.lastIndexOf("```")))
                .toList();
    }

    private EventReader reader() {
        return new EventReader(RunfolioSettings.from(Map.of()).event(), new SourceRoots(List.of(root)));
    }
}

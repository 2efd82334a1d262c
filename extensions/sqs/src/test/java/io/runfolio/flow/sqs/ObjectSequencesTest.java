package io.runfolio.flow.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.EventLocks;
import io.runfolio.files.Checksums;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectSequencesTest {
    @TempDir
    Path outputs;

    private Path folder;
    private EventLocks locks;

    @BeforeEach
    void open() throws IOException {
        var layout = Backends.outputs(outputs);
        Files.createDirectories(layout.control());
        folder = layout.intake().resolve("objects");
        locks = layout.coordination().eventLocks();
    }

    private ObjectSequences sequences() {
        return new ObjectSequences(folder, locks);
    }

    private static ObjectChange change(String key, String sequencer) {
        return new ObjectChange("ObjectCreated:Put", "media", key, sequencer);
    }

    @ParameterizedTest
    @CsvSource({
        "0055AED6DCD90281E5, 0055AED6DCD90281E5, true",
        "0055aed6dcd90281e5, 0055AED6DCD90281E5, true",
        "0055AED6DCD90281E4, 0055AED6DCD90281E5, true",
        "0055AED6DCD90281E6, 0055AED6DCD90281E5, false",
        "0055AED6DCD90281, 0055AED6DCD90281E5, true",
        "0055AED6DCD90281E5F, 0055AED6DCD90281E5, false",
        // older by one reading of the documentation, newer by the other one
        "55AED6DCD90281E4, 0055AED6DCD90281E5, false",
        "0055AED6DCD90281E40, 0055AED6DCD90281E5, false",
    })
    void a_change_is_old_only_if_each_way_of_padding_says_so(String sequencer, String handled, boolean isOld) {
        assertThat(ObjectChange.isOld(sequencer, handled)).isEqualTo(isOld);
    }

    @Test
    void what_was_handled_is_known_to_the_next_process() {
        sequences().handled(change("a", "02"));
        sequences().handled(change("a", "01"));
        sequences().handled(change("b", "01"));

        ObjectSequences next = sequences();

        assertThat(next.isHandled(change("a", "02"))).isTrue();
        assertThat(next.isHandled(change("a", "01"))).isTrue();
        assertThat(next.isHandled(change("a", "03"))).isFalse();
        assertThat(next.isHandled(change("b", "02"))).isFalse();
        assertThat(next.isHandled(change("c", "01"))).isFalse();
    }

    @Test
    void a_change_without_a_number_is_always_new() {
        sequences().handled(change("a", ""));

        assertThat(sequences().isHandled(change("a", ""))).isFalse();
        assertThat(folder).doesNotExist();
    }

    @Test
    void the_object_that_changed_first_is_forgotten_when_its_file_is_full() throws IOException {
        ObjectSequences sequences = sequences();
        List<String> keys = IntStream.range(0, 100_000)
                .mapToObj(i -> "key-" + i)
                .filter(key -> Checksums.sha256("media\n" + key).startsWith("00"))
                .limit(ObjectSequences.MAX_PER_FILE + 1)
                .toList();
        keys.subList(0, ObjectSequences.MAX_PER_FILE).forEach(key -> sequences.handled(change(key, "0A")));
        sequences.handled(change(keys.get(0), "0B"));
        sequences.handled(change(keys.get(ObjectSequences.MAX_PER_FILE), "0A"));

        assertThat(sequences.isHandled(change(keys.get(0), "0B"))).isTrue();
        assertThat(sequences.isHandled(change(keys.get(1), "0A"))).isFalse();
        assertThat(sequences.isHandled(change(keys.get(2), "0A"))).isTrue();
        assertThat(sequences.isHandled(change(keys.get(ObjectSequences.MAX_PER_FILE), "0A")))
                .isTrue();
        assertThat(Files.readAllLines(folder.resolve("00.txt"))).hasSize(ObjectSequences.MAX_PER_FILE);
    }

    @Test
    void lines_of_another_form_hide_no_other_line() throws IOException {
        ObjectSequences sequences = sequences();
        sequences.handled(change("a", "02"));
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        Files.writeString(file, "garbage\n\u00ff\u0000 zz\n" + Files.readString(file) + "half");

        assertThat(sequences.isHandled(change("a", "02"))).isTrue();
        sequences.handled(change("a", "03"));
        assertThat(sequences().isHandled(change("a", "03"))).isTrue();
        assertThat(Files.readAllLines(file)).hasSize(1);
    }
}

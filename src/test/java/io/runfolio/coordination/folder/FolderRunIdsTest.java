package io.runfolio.coordination.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.Reservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRunIdsTest {
    @TempDir
    Path control;

    @Test
    void a_reservation_of_an_older_version_or_a_torn_one_may_be_of_any_event() throws IOException {
        for (String text : List.of("", "w", "w\n", "w\n{\"event_id\":\"e\",\"dig", "w\n{}")) {
            Reservation read = read(text);
            assertThat(read.origin()).isEmpty();
            assertThat(read.mayBeOf("e")).isTrue();
            assertThat(read.owner()).isEqualTo(text.isEmpty() ? "" : "w");
        }
        assertThat(read("w\n{\"event_id\":\"e\",\"digest\":\"d\"}\n").mayBeOf("f"))
                .isFalse();
    }

    private Reservation read(String text) throws IOException {
        FolderLayout layout = new FolderLayout(control);
        Files.createDirectories(layout.runIds());
        Files.writeString(layout.runId("r"), text);
        return new FolderRunIds(layout).all().get(0);
    }
}

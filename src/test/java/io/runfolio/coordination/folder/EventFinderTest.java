package io.runfolio.coordination.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.intake.EventReader;
import io.runfolio.intake.SourceRoots;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of one task in a queue folder: those that wait for it, and those with its result. */
class EventFinderTest {
    private static final String RUNNING =
            """
            {"status": "running", "model_key": "m", "poll": {"adapter": "bfl", "task_id": "t"}}""";
    private static final String ENDED =
            """
            {"status": "failed", "model_key": "m", "idempotency_key": "bfl:t"}""";

    @TempDir
    Path inbox;

    private EventFinder finder;

    @BeforeEach
    void open() {
        finder = new EventFinder(
                new InboxLayout(inbox),
                new EventReader(RunfolioSettings.from(Map.of()).event(), new SourceRoots(List.of(inbox))));
    }

    @Test
    void an_event_that_waits_for_its_task_has_no_result() throws IOException {
        Files.writeString(inbox.resolve("a.json"), RUNNING);

        assertThat(finder.hasResult("bfl:t")).isFalse();
        assertThat(finder.runningTask("bfl:t"))
                .hasValueSatisfying(document -> assertThat(document).asString().isEqualTo(RUNNING));
        assertThat(finder.runningTask("bfl:other")).isEmpty();
    }

    @Test
    void a_result_beside_the_waiting_event_is_found_in_any_order() throws IOException {
        Files.writeString(inbox.resolve("b.json"), RUNNING);
        Files.writeString(inbox.resolve("a.json"), ENDED);
        assertThat(finder.hasResult("bfl:t")).isTrue();

        Files.delete(inbox.resolve("a.json"));
        Files.writeString(inbox.resolve("c.json"), ENDED);
        assertThat(finder.hasResult("bfl:t")).isTrue();
        assertThat(finder.runningTask("bfl:t")).isPresent();
    }

    @Test
    void an_event_that_will_be_refused_has_no_result() throws IOException {
        Files.writeString(inbox.resolve("a.json"), ENDED.replace("failed", "running")); // not final, and no poll block
        assertThat(finder.pending("bfl:t")).isPresent();
        assertThat(finder.hasResult("bfl:t")).isFalse();
        assertThat(finder.runningTask("bfl:t")).isEmpty();
    }
}

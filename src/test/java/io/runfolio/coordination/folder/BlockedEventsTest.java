package io.runfolio.coordination.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.StorageFullException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockedEventsTest {
    @TempDir
    Path inbox;

    @Test
    void a_blocked_event_is_retried_with_delays_and_finally_given_up() throws IOException {
        InboxLayout layout = new InboxLayout(inbox);
        BlockedEvents blocked = new BlockedEvents(layout);
        Path event = Files.writeString(inbox.resolve("a.json"), "{}");
        Path other = Files.writeString(inbox.resolve("b.json"), "{}");
        FileSystemException busy = new FileSystemException("a.json", null, "Device or resource busy");

        blocked.recordRefusal(event, busy);
        assertThat(blocked.isPaused(event)).isTrue();
        assertThat(blocked.isPaused(other)).isFalse();
        assertThat(blocked.givenUp()).isEmpty();
        for (int i = 1; i < BlockedEvents.MAX_AWAITED_TRIES; i++) {
            blocked.recordRefusal(event, busy);
        }
        assertThat(blocked.givenUp()).containsExactly("a.json");
        assertThat(blocked.isGivenUp(other)).isFalse();

        blocked.forget(event);
        assertThat(blocked.isPaused(event)).isFalse();
        assertThat(blocked.givenUp()).isEmpty();
    }

    @Test
    void other_processes_see_a_blocked_event_while_it_waits() throws IOException {
        BlockedEvents blocked = new BlockedEvents(new InboxLayout(inbox));
        Path event = Files.writeString(inbox.resolve("n".repeat(240) + ".json"), "{}");
        blocked.recordRefusal(event, new AccessDeniedException("x"));

        assertThat(InboxCounts.of(inbox).blocked()).singleElement().satisfies(seen -> {
            assertThat(seen.event()).isEqualTo(event.getFileName().toString());
            assertThat(seen.reason()).isEqualTo("Permission denied");
        });
        assertThat(InboxCounts.of(inbox).waiting()).isEqualTo(1);
        assertThat(InboxAudit.check(inbox).findings()).isEmpty();

        Files.writeString(event, "{\"another\":\"event of the same name\"}");
        assertThat(InboxCounts.of(inbox).blocked()).isEmpty();
        blocked.tidy();
        assertThat(inbox.resolve(".work/.blocked")).doesNotExist();
    }

    @Test
    void a_worker_that_ends_at_once_leaves_no_record_of_a_blocked_event() throws IOException {
        Path event = Files.writeString(inbox.resolve("a.json"), "{}");
        BlockedEvents ofAnother = new BlockedEvents(new InboxLayout(inbox));
        ofAnother.recordRefusal(event, new AccessDeniedException("x"));
        assertThat(inbox.resolve(".work/.blocked")).isNotEmptyDirectory();

        try (Inbox worker = Inbox.open(inbox, "w")) {
            worker.complete(worker.claim(event).orElseThrow());
        }

        assertThat(inbox.resolve(".work/.blocked")).doesNotExist();
    }

    @Test
    void a_full_disk_does_not_block_an_event() {
        BlockedEvents blocked = new BlockedEvents(new InboxLayout(inbox));
        Path event = inbox.resolve("a.json");
        assertThatThrownBy(() ->
                        blocked.recordRefusal(event, new FileSystemException("a", null, "No space left on device")))
                .isInstanceOf(StorageFullException.class);
        assertThat(blocked.isPaused(event)).isFalse();
    }
}

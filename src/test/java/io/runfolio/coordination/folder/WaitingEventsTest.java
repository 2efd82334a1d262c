package io.runfolio.coordination.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.InboxStatus;
import io.runfolio.coordination.Waiting;
import io.runfolio.coordination.WaitingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting events in every state that a kill between two steps can leave behind. */
class WaitingEventsTest {
    private static final Instant NOW = Instant.parse("2026-03-26T21:45:12Z");
    private static final Waiting WAITING =
            new Waiting("fetching", NOW, NOW.plusSeconds(60), NOW.minusSeconds(60), "The server answered 503.");
    private static final byte[] EVENT =
            "{\"status\":\"succeeded\",\"model_key\":\"m\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path inbox;

    private InboxLayout layout;

    @BeforeEach
    void open() {
        layout = new InboxLayout(inbox);
    }

    @Test
    void a_kill_after_the_note_and_before_the_move_leaves_a_claim_with_its_note() throws IOException {
        Claim claim = accepted("dead");
        new WaitingNotes(layout).write(claim.id(), WAITING);
        kill("dead");

        try (Inbox next = Inbox.open(inbox, "next")) {
            Claim recovered = next.recoverClaims().get(0);
            assertThat(next.waiting(recovered)).contains(WAITING);
            next.park(recovered, WAITING);
            assertThat(next.waitingEvents()).containsExactly(new WaitingEvent("a.json", WAITING, false));
            assertOnePlace();
        }
    }

    @Test
    void a_kill_while_a_note_is_written_leaves_nothing() throws IOException {
        Claim claim = accepted("dead");
        Path part = Files.writeString(layout.waiting().resolve("." + claim.id() + ".part"), "{\"sta");
        kill("dead");
        age(part);

        try (Inbox next = Inbox.open(inbox, "next")) {
            Claim recovered = next.recoverClaims().get(0);
            assertThat(next.waiting(recovered)).isEmpty();
            next.park(recovered, WAITING);
            next.complete(next.claimDue(any -> true, NOW, 1).get(0));
            assertThat(list(layout.waiting())).isEmpty();
        }
    }

    @Test
    void a_kill_while_a_due_event_is_tried_keeps_what_it_waits_for() throws IOException {
        try (Inbox dead = Inbox.open(inbox, "dead")) {
            dead.park(dead.accept(EVENT, "a.json"), WAITING);
            dead.claimDue(any -> true, NOW, 1);
            kill("dead");
        }
        try (Inbox next = Inbox.open(inbox, "next")) {
            assertThat(next.claimDue(any -> true, NOW, 1)).isEmpty();
            Claim recovered = next.recoverClaims().get(0);
            assertThat(next.waiting(recovered)).contains(WAITING);
            assertOnePlace();
        }
    }

    @Test
    void a_kill_before_a_completed_event_has_moved_leaves_a_claim_that_never_waited() throws IOException {
        try (Inbox dead = Inbox.open(inbox, "dead")) {
            dead.park(dead.accept(EVENT, "a.json"), WAITING);
            dead.endWaiting(dead.claimDue(any -> true, NOW, 1).get(0));
            kill("dead");
        }
        try (Inbox next = Inbox.open(inbox, "next")) {
            Claim recovered = next.recoverClaims().get(0);
            assertThat(next.waiting(recovered)).isEmpty();
            next.complete(recovered);
            assertThat(next.isIdle()).isTrue();
        }
    }

    @Test
    void a_note_without_event_is_a_finding_and_is_swept_once_it_is_old() throws IOException {
        try (Inbox queue = Inbox.open(inbox, "w")) {
            new WaitingNotes(layout).write("0123456789ab", WAITING);
            queue.recoverClaims();
            assertThat(InboxAudit.check(inbox).findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.code()).isEqualTo("waiting_left"));
            age(layout.waiting().resolve("0123456789ab.state.json"));
            queue.recoverClaims();
            assertThat(InboxAudit.check(inbox).findings()).isEmpty();
        }
    }

    @Test
    void an_event_whose_note_is_damaged_is_due_at_once() throws IOException {
        try (Inbox queue = Inbox.open(inbox, "w")) {
            Claim claim = queue.accept(EVENT, "a.json");
            queue.park(claim, WAITING);
            Files.writeString(layout.waiting().resolve(claim.id() + ".state.json"), "{");

            assertThat(queue.waitingEvents())
                    .singleElement()
                    .satisfies(event -> assertThat(event.waiting().state()).isEmpty());
            assertThat(queue.claimDue(""::equals, NOW, 1)).hasSize(1);
        }
    }

    @Test
    void a_waiting_event_is_private_and_its_note_has_no_query_of_a_url() throws IOException {
        try (Inbox queue = Inbox.open(inbox, "w")) {
            Claim claim = queue.accept(EVENT, "a.json");
            Files.setPosixFilePermissions(claim.file(), PosixFilePermissions.fromString("rw-rw-rw-"));
            queue.park(
                    claim,
                    new Waiting("fetching", NOW, NOW, NOW, "https://cdn.example/a.png?sig=abcdef answered 503."));

            for (Path file : list(layout.waiting())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-r-----");
                assertThat(Files.readString(file)).doesNotContain("abcdef");
            }
        }
    }

    @Test
    void waiting_events_are_counted_apart_from_those_in_progress() {
        try (Inbox queue = Inbox.open(inbox, "w")) {
            queue.accept(EVENT, "claimed.json");
            queue.park(queue.accept(EVENT, "later.json"), WAITING);
            queue.park(queue.accept(EVENT, "now.json"), WAITING);
            queue.claimDue(any -> true, NOW, 1);

            InboxStatus status = InboxCounts.of(inbox);

            assertThat(status.claimed()).isEqualTo(1);
            assertThat(status.parked()).hasSize(2);
            assertThat(InboxAudit.check(inbox)).isEqualTo(new InboxAudit.Result(3, List.of()));
        }
    }

    private Claim accepted(String worker) {
        return Inbox.open(inbox, worker).accept(EVENT, "a.json");
    }

    /** Leaves what a killed worker leaves: its folder, and no lock. */
    private void kill(String worker) throws IOException {
        Files.move(layout.work(worker), layout.work("killed"));
    }

    private void assertOnePlace() {
        assertThat(InboxAudit.check(inbox).events()).isEqualTo(1);
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(120)));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

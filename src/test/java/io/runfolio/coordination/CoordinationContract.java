package io.runfolio.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.run.EventOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Contract of every implementation of {@link Coordination} and {@link EventQueue}; each has a subclass. */
public abstract class CoordinationContract {
    private static final EventOrigin ORIGIN = new EventOrigin("studio/1", "aa");
    private static final Instant NOW = Instant.parse("2026-03-26T21:45:12Z");
    private static final byte[] EVENT =
            "{\"status\":\"succeeded\",\"model_key\":\"m\"}".getBytes(StandardCharsets.UTF_8);

    /** Opens the coordination of one outputs folder once more, as another worker does. */
    protected abstract Coordination open();

    /** Opens the queue for a worker that no one has registered before. */
    protected abstract EventQueue openQueue(String worker);

    /** Returns the same queue as producers and operators see it. */
    protected abstract EventInbox inbox();

    /** Returns where the events wait that a worker may claim. */
    protected abstract List<String> waiting();

    /** Returns the claim of a worker that died in its first attempt at an event. */
    protected abstract Claim abandoned(byte[] event);

    @Test
    void an_event_is_held_by_one_worker_at_a_time_and_other_events_are_not() throws Exception {
        EventLocks mine = open().eventLocks();
        EventLocks theirs = open().eventLocks();
        CompletableFuture<Void> waiting;
        try (Mutex.Held held = mine.hold("a")) {
            theirs.hold("b").close();
            waiting = CompletableFuture.runAsync(() -> theirs.hold("a").close());
            Thread.sleep(100);
            assertThat(waiting).isNotDone();
        }
        waiting.get();
    }

    @Test
    void an_event_that_someone_holds_is_not_taken_by_one_who_does_not_wait() throws Exception {
        EventLocks mine = open().eventLocks();
        EventLocks theirs = open().eventLocks();
        try (Mutex.Held held = mine.tryHold("a").orElseThrow()) {
            assertThat(mine.tryHold("a")).isEmpty();
            assertThat(theirs.tryHold("a")).isEmpty();
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> theirs.hold("a").close());
            assertThat(mine.tryHold("b")).isPresent().get().satisfies(Mutex.Held::close);
            held.close();
            waiting.get();
        }
        assertThat(theirs.tryHold("a")).isPresent().get().satisfies(Mutex.Held::close);
    }

    @Test
    void a_thread_that_is_interrupted_while_it_waits_for_an_event_stops() {
        EventLocks locks = open().eventLocks();
        try (Mutex.Held held = locks.hold("a")) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> locks.hold("a")).isInstanceOf(InterruptedRunException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        locks.hold("a").close();
    }

    @Test
    void each_shared_file_has_one_writer_at_a_time() {
        Coordination one = open();
        Coordination other = open();
        AtomicInteger inside = new AtomicInteger();
        List<CompletableFuture<Boolean>> writers = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> (i % 2 == 0 ? one : other)
                        .writerLocks()
                        .index()
                        .with(() -> inside.incrementAndGet() == 1 & inside.decrementAndGet() == 0)))
                .toList();
        assertThat(writers).allMatch(CompletableFuture::join);
        try (Mutex.Held index = one.writerLocks().index().hold()) {
            other.writerLocks().processedEvents().hold().close();
            other.writerLocks().reviewLog("r").hold().close();
            other.writerLocks().awaitIdleReviewLogs();
        }
    }

    @Test
    void a_run_id_is_taken_once_however_many_ask_for_it() {
        Map<Integer, Boolean> taken = new ConcurrentHashMap<>();
        IntStream.range(0, 50)
                .parallel()
                .forEach(i -> taken.put(i, open().runIds().reserve("r", "w" + i, Optional.of(ORIGIN))));

        assertThat(taken.values()).filteredOn(won -> won).hasSize(1);
        assertThat(open().runIds().all()).singleElement().satisfies(kept -> {
            assertThat(kept.runId()).isEqualTo("r");
            assertThat(kept.origin()).contains(ORIGIN);
            assertThat(taken.get(Integer.valueOf(kept.owner().substring(1)))).isTrue();
        });
        open().runIds().all().forEach(open().runIds()::release);
        assertThat(open().runIds().reserve("r", "w", Optional.empty())).isTrue();
    }

    @Test
    void reservations_with_an_owner_stay_when_those_without_are_released() {
        RunIds ids = open().runIds();
        ids.reserve("r", "w", Optional.of(ORIGIN));

        ids.sweep("w");

        assertThat(ids.all()).hasSize(1);
        assertThat(ids.locationOf("r")).contains("r");
    }

    @Test
    void a_name_is_alive_from_its_registration_until_its_mark_is_closed() {
        AliveMarks marks = open().aliveMarks();
        assertThat(marks.isAlive("w")).isFalse();
        try (AliveMarks.Mark mark = marks.register("w")) {
            assertThat(open().aliveMarks().isAlive("w")).isTrue();
            marks.removeOrphans();
            assertThat(marks.isAlive("w")).isTrue();
        }
        assertThat(marks.isAlive("w")).isFalse();
        assertThat(marks.orphans()).isEmpty();
    }

    @Test
    void an_event_is_claimed_by_one_worker_and_completed_once() {
        try (EventQueue one = openQueue("one");
                EventQueue other = openQueue("other")) {
            one.deposit(EVENT, "a");
            String event = waiting().get(0);

            Claim claim = one.claim(event).orElseThrow();

            assertThat(other.claim(event)).isEmpty();
            assertThat(claim.file()).hasBinaryContent(EVENT);
            assertThat(one.isIdle()).isFalse();
            assertThat(one.beginAttempt(claim, 3)).isEqualTo(1);
            one.complete(claim);
            assertThat(one.isIdle()).isTrue();
            assertThat(waiting()).isEmpty();
        }
    }

    @Test
    void attempts_are_counted_until_none_is_left() {
        try (EventQueue queue = openQueue("w")) {
            Claim claim = queue.accept(EVENT, "a.json");
            assertThat(queue.isLastAttempt(claim, 2)).isFalse();
            assertThat(queue.beginAttempt(claim, 2)).isEqualTo(1);
            assertThat(queue.failures(claim)).isEmpty();
            assertThat(queue.hasAttemptLeft(claim, 2)).isTrue();
            queue.recordFailure(claim, "no luck");
            assertThat(queue.isLastAttempt(claim, 2)).isTrue();
            assertThat(queue.beginAttempt(claim, 2)).isEqualTo(2);
            assertThat(queue.hasAttemptLeft(claim, 2)).isFalse();
            assertThat(queue.failures(claim)).singleElement().satisfies(failure -> assertThat(failure)
                    .containsEntry("reason", "no luck")
                    .containsKey("at"));
            assertThatThrownBy(() -> queue.beginAttempt(claim, 2))
                    .isInstanceOfSatisfying(RefusedEventException.class, refused -> assertThat(refused.code())
                            .isEqualTo("attempts_exhausted"));
            queue.complete(claim);
        }
    }

    @Test
    void a_released_event_waits_again_without_its_attempts() {
        try (EventQueue queue = openQueue("w")) {
            Claim claim = queue.accept(EVENT, "a.json");
            queue.beginAttempt(claim, 1);
            queue.release(claim);

            Claim again = queue.claim(waiting().get(0)).orElseThrow();

            assertThat(queue.beginAttempt(again, 1)).isEqualTo(1);
            queue.complete(again);
        }
    }

    @Test
    void a_dead_workers_claim_is_recovered_with_its_attempts() {
        Claim claim = abandoned(EVENT);
        try (EventQueue queue = openQueue("w")) {
            Claim recovered = queue.recoverClaims().get(0);

            assertThat(recovered.id()).isEqualTo(claim.id());
            assertThat(recovered.file()).hasBinaryContent(EVENT);
            assertThat(queue.beginAttempt(recovered, 3)).isEqualTo(2);
            queue.refuse(
                    recovered, new RefusedEventException("bad", "", "It cannot work."), "", "2026-01-01T00:00:00Z");
            assertThat(queue.isIdle()).isTrue();
        }
    }

    @Test
    void a_closed_queue_returns_claims_without_an_attempt() {
        EventQueue queue = openQueue("w");
        queue.accept(EVENT, "a.json");
        queue.close();

        assertThat(waiting()).hasSize(1);
    }

    @Test
    void a_parked_event_is_claimed_when_it_is_due_and_by_one_worker() {
        try (EventQueue one = openQueue("one");
                EventQueue other = openQueue("other")) {
            Claim claim = one.accept(EVENT, "a.json");
            one.beginAttempt(claim, 1);
            one.park(claim, until(NOW.plusSeconds(5), "a"));

            assertThat(waiting()).isEmpty();
            assertThat(one.isIdle()).isFalse();
            assertThat(one.claimDue(any -> true, NOW, 9)).isEmpty();
            assertThat(one.claimDue("polling"::equals, NOW.plusSeconds(9), 9)).isEmpty();
            assertThat(one.waitingEvents())
                    .containsExactly(new WaitingEvent("a.json", until(NOW.plusSeconds(5), "a"), false));

            Claim due =
                    other.claimDue("fetching"::equals, NOW.plusSeconds(5), 9).get(0);

            assertThat(due.id()).isEqualTo(claim.id());
            assertThat(due.name()).isEqualTo("a.json");
            assertThat(due.file()).hasBinaryContent(EVENT);
            assertThat(one.claimDue(any -> true, NOW.plusSeconds(9), 9)).isEmpty();
            assertThat(one.waitingEvents()).singleElement().satisfies(event -> assertThat(event.active())
                    .isTrue());
            assertThat(other.waiting(due)).contains(until(NOW.plusSeconds(5), "a"));
            assertThat(other.beginAttempt(due, 1)).isEqualTo(1);
            other.complete(due);
            assertThat(one.waitingEvents()).isEmpty();
            assertThat(one.isIdle()).isTrue();
        }
    }

    @Test
    void waiting_events_are_claimed_up_to_a_number_and_each_by_one_worker() {
        try (EventQueue one = openQueue("one");
                EventQueue other = openQueue("other")) {
            for (int i = 0; i < 5; i++) {
                one.deposit(event("e" + i), "e" + i);
            }
            assertThat(one.claimNext(0)).isEmpty();
            List<Claim> first = one.claimNext(2);
            List<Claim> rest = other.claimNext(10);
            assertThat(first).hasSize(2);
            assertThat(rest).hasSize(3);
            assertThat(Stream.concat(first.stream(), rest.stream()).map(Claim::name))
                    .doesNotHaveDuplicates();
            assertThat(one.claimNext(1)).isEmpty();
        }
    }

    @Test
    void a_parked_event_is_woken_before_its_time_by_one_worker_and_keeps_its_claim() {
        try (EventQueue one = openQueue("one");
                EventQueue other = openQueue("other")) {
            Claim claim = one.accept(EVENT, "a.json");
            assertThat(one.wake("a.json")).as("it does not wait").isEmpty();
            one.park(claim, new Waiting("review", NOW.plusSeconds(900), NOW.plusSeconds(999), NOW, "later"));

            assertThat(other.wake("b.json")).isEmpty();
            Claim woken = other.wake("a.json").orElseThrow();

            assertThat(woken.id()).isEqualTo(claim.id());
            assertThat(one.wake("a.json")).isEmpty();
            assertThat(other.waiting(woken)).isPresent();
            other.complete(woken);
            assertThat(other.isIdle()).isTrue();
        }
    }

    @Test
    void an_amended_event_keeps_its_claim_and_its_new_content() {
        byte[] amended = "{\"amended\":true}".getBytes(StandardCharsets.UTF_8);
        try (EventQueue one = openQueue("one");
                EventQueue other = openQueue("other")) {
            Claim claim = one.accept(EVENT, "a.json");

            one.amend(claim, amended);
            one.amend(claim, amended);

            assertThat(claim.file()).hasBinaryContent(amended);
            one.park(claim, until(NOW, "a"));
            Claim due = other.claimDue(any -> true, NOW, 9).get(0);
            assertThat(due.file()).hasBinaryContent(amended);
            other.complete(due);
        }
    }

    @Test
    void due_events_are_claimed_in_the_order_of_their_urgency() {
        try (EventQueue queue = openQueue("w")) {
            for (int urgency : List.of(30, 10, 20)) {
                queue.park(
                        queue.accept(EVENT, urgency + ".json"),
                        new Waiting("fetching", NOW, NOW.plusSeconds(99), NOW, "", NOW.plusSeconds(urgency)));
            }
            assertThat(queue.claimDue(any -> true, NOW, 2))
                    .extracting(Claim::name)
                    .containsExactly("10.json", "20.json");
            assertThat(queue.claimDue(any -> true, NOW, 2))
                    .extracting(Claim::name)
                    .containsExactly("30.json");
        }
    }

    @Test
    void an_event_beyond_its_deadline_is_due_and_can_be_parked_again() {
        try (EventQueue queue = openQueue("w")) {
            queue.park(
                    queue.accept(EVENT, "a.json"),
                    new Waiting("fetching", NOW.plusSeconds(99), NOW.plusSeconds(5), NOW, "no luck"));

            Claim due = queue.claimDue(any -> true, NOW.plusSeconds(5), 9).get(0);
            queue.park(due, until(NOW.plusSeconds(7), "b"));

            assertThat(queue.waitingEvents())
                    .containsExactly(new WaitingEvent("a.json", until(NOW.plusSeconds(7), "b"), false));
        }
    }

    @Test
    void an_event_that_waits_no_longer_is_released_refused_or_completed() {
        try (EventQueue queue = openQueue("w")) {
            for (String name : List.of("a.json", "b.json", "c.json")) {
                queue.park(queue.accept(EVENT, name), until(NOW, ""));
            }
            List<Claim> due = queue.claimDue(any -> true, NOW, 9);
            queue.release(due.get(0));
            queue.refuse(
                    due.get(1), new RefusedEventException("bad", "", "It cannot work."), "", "2026-01-01T00:00:00Z");
            queue.endWaiting(due.get(2));
            assertThat(queue.waiting(due.get(2))).isEmpty();
            queue.complete(due.get(2));

            assertThat(queue.waitingEvents()).isEmpty();
            assertThat(waiting()).hasSize(1);
            Claim again = queue.claim(waiting().get(0)).orElseThrow();
            assertThat(queue.waiting(again)).isEmpty();
        }
    }

    @Test
    void a_closed_queue_returns_a_parked_event_that_it_had_claimed() {
        EventQueue queue = openQueue("w");
        queue.park(queue.accept(EVENT, "a.json"), until(NOW, "a"));
        queue.claimDue(any -> true, NOW, 9);
        queue.close();

        assertThat(waiting()).isEmpty();
        try (EventQueue next = openQueue("next")) {
            assertThat(next.waitingEvents()).containsExactly(new WaitingEvent("a.json", until(NOW, "a"), false));
        }
    }

    @Test
    void submitted_events_are_counted_where_they_are() {
        EventInbox inbox = inbox();
        for (String name : List.of("a", "b", "c")) {
            assertThat(inbox.submit(event(name), name + ".json").name()).isEqualTo(name + ".json");
        }
        assertThat(inbox.status().waiting()).isEqualTo(3);
        assertThat(inbox.status().oldestWaiting()).isPresent();
        try (EventQueue queue = openQueue("w")) {
            List<Claim> claims = queue.claimNext(2);
            queue.park(claims.get(0), until(NOW, "later"));
            InboxStatus status = inbox.status();
            assertThat(status.workers()).isEqualTo(1);
            assertThat(status.waiting()).isEqualTo(1);
            assertThat(status.claimed()).isEqualTo(1);
            assertThat(status.parked()).hasSize(1);
            assertThat(inbox.openNames()).hasSize(3);
            List<byte[]> open = new ArrayList<>();
            inbox.readOpenEvents(open::add);
            assertThat(open).contains(event("a"), event("b"), event("c"));
            queue.complete(claims.get(1));
            assertThat(inbox.status().done()).isEqualTo(1);
            assertThat(inbox.orphanedClaims()).isZero();
        }
    }

    @Test
    void the_depth_of_the_queue_counts_what_waits_for_a_claim() {
        EventInbox inbox = inbox();
        try (EventQueue queue = openQueue("w")) {
            assertThat(queue.depth()).contains(new QueueDepth(0, Optional.empty()));
            Instant before = Instant.now().minusSeconds(1);
            for (String name : List.of("a", "b", "c")) {
                inbox.submit(event(name), name + ".json");
            }
            List<Claim> claims = queue.claimNext(2);
            queue.park(claims.get(0), until(NOW, "later"));
            QueueDepth depth = queue.depth().orElseThrow();
            assertThat(depth.events()).isEqualTo(1);
            assertThat(depth.oldest().orElseThrow()).isBetween(before, Instant.now());
        }
    }

    @Test
    void a_refused_event_is_kept_with_its_reason_and_attempts_and_can_be_retried() {
        EventInbox inbox = inbox();
        inbox.submit(EVENT, "a.json");
        try (EventQueue queue = openQueue("w")) {
            Claim claim = queue.claimNext(1).get(0);
            queue.beginAttempt(claim, 3);
            queue.recordFailure(claim, "no luck");
            queue.refuse(
                    claim,
                    new RefusedEventException("bad", "field", "It cannot work."),
                    "id-1",
                    "2026-01-01T00:00:00Z");
            assertThat(inbox.status().failed()).isEqualTo(1);
            RefusedEvent refused = inbox.refusedEvent("a").orElseThrow();
            assertThat(inbox.refusedEvents()).containsExactly(refused);
            assertThat(refused.name()).isEqualTo("a.json");
            assertThat(refused.error())
                    .containsEntry("code", "bad")
                    .containsEntry("message", "It cannot work.")
                    .containsEntry("field", "field")
                    .containsEntry("event_id", "id-1")
                    .containsEntry("at", "2026-01-01T00:00:00Z")
                    .hasEntrySatisfying("attempts", attempts -> assertThat(attempts.toString())
                            .contains("started", "failed", "no luck"));

            assertThat(inbox.retry(refused).name()).isEqualTo("a.json");

            assertThat(inbox.refusedEvents()).isEmpty();
            assertThat(queue.beginAttempt(queue.claimNext(1).get(0), 1)).isEqualTo(1);
        }
    }

    @Test
    void a_step_that_makes_a_bundle_visible_runs_once_under_its_claim() {
        try (EventQueue queue = openQueue("w")) {
            Claim claim = queue.accept(EVENT, "a.json");
            AtomicInteger steps = new AtomicInteger();
            queue.guard(claim).seal(ORIGIN, "r", "{}", new SealGuard.Step() {
                @Override
                public void run() {
                    steps.incrementAndGet();
                }

                @Override
                public boolean isVisible(String runId) {
                    return false;
                }
            });
            assertThat(steps).hasValue(1);
            queue.complete(claim);
        }
    }

    protected static byte[] event(String model) {
        return ("{\"status\":\"succeeded\",\"model_key\":\"" + model + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static Waiting until(Instant wakeAt, String detail) {
        return new Waiting("fetching", wakeAt, NOW.plusSeconds(3_600), NOW, detail);
    }
}

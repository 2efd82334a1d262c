package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.SealGuard;
import io.runfolio.files.lock.Mutex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are frozen, cut off or dead at each step around the seal; another one goes on. */
class FrozenWorkerIT {
    private static final String EVENT = "event-1";
    private static final Runnable NOTHING = () -> {};
    private static final UnaryOperator<SealGuard> PLAIN = UnaryOperator.identity();

    @TempDir
    Path outputs;

    private String url;
    private TestWorker frozen;
    private TestWorker next;

    @BeforeEach
    void start() {
        url = TestServer.newSchema();
        frozen = worker("frozen");
        next = worker("next");
        frozen.submit(EVENT);
        next.submit(EVENT);
    }

    @AfterEach
    void stop() {
        frozen.close();
        next.close();
    }

    private TestWorker worker(String name) {
        return new TestWorker(new PostgresBackend(TestServer.settings(url, "1s")), outputs, name);
    }

    private Claim claimed() {
        List<Claim> claims = frozen.queue.claimNext(9);
        assertThat(claims).as("the second delivery is the same event").hasSize(1);
        return claims.get(0);
    }

    private Claim takenOver() {
        frozen.freeze(url);
        return await().atMost(Duration.ofSeconds(10))
                .until(next.queue::recoverClaims, claims -> !claims.isEmpty())
                .get(0);
    }

    private void assertBundledOnce() {
        next.assertBundledOnce(url, EVENT);
    }

    private void assertNothingLeftAfterOneSweep() {
        next.pending.completeAllOf("frozen");
        next.staging.discardAllOf("frozen");
        assertThat(next.layout.staging("frozen")).doesNotExist();
        assertThat(TestServer.rows(url, "SELECT run_id FROM runfolio_run_ids")).isEmpty();
    }

    @Test
    void a_worker_frozen_between_fence_and_rename_makes_nothing_visible_when_it_wakes() throws Exception {
        Claim claim = claimed();
        CountDownLatch checked = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> frozen.bundle(
                claim,
                EVENT,
                TestWorker.around(
                        () -> {
                            checked.countDown();
                            pause(wake);
                        },
                        NOTHING)));
        checked.await();

        Claim taken = takenOver(); // after the server has ended the session that holds the event's row
        String runId = next.bundle(taken, EVENT, PLAIN);
        wake.countDown();

        assertThatThrownBy(late::get).isInstanceOf(ExecutionException.class);
        assertThat(runId).as("each attempt has a run id of its own").isNotEqualTo("20260326_214512_model");
        assertBundledOnce();
        assertNothingLeftAfterOneSweep();
    }

    @Test
    void the_lock_of_an_event_is_not_waited_for_while_its_holder_is_frozen() throws Exception {
        Mutex.Held held = frozen.backend.eventLocks().hold(EVENT);
        CompletableFuture<Mutex.Held> waiting =
                CompletableFuture.supplyAsync(() -> next.backend.eventLocks().hold(EVENT));
        assertThatThrownBy(() -> waiting.get(1500, TimeUnit.MILLISECONDS))
                .as("its holder is alive")
                .isInstanceOf(TimeoutException.class);

        frozen.freeze(url);

        waiting.get(10, TimeUnit.SECONDS).close();
        assertThat(next.backend.eventLocks().tryHold(EVENT))
                .as("it is still held")
                .isEmpty();
        held.close();
        next.backend.eventLocks().hold(EVENT).close();
    }

    @Test
    void a_worker_that_wakes_before_its_seal_is_refused() {
        Claim claim = claimed();
        String[] sealedByNext = {""};
        Runnable takeOver = () -> sealedByNext[0] = next.bundle(takenOver(), EVENT, PLAIN);
        assertThatThrownBy(() -> frozen.bundle(claim, EVENT, TestWorker.aroundSeal(takeOver, NOTHING)))
                .isInstanceOf(ClaimLostException.class);
        assertThat(sealedByNext[0]).isNotEmpty();
        assertBundledOnce();
        assertNothingLeftAfterOneSweep();
    }

    @Test
    void a_bundle_of_a_worker_that_dies_between_rename_and_seal_is_adopted() {
        Claim claim = claimed();
        assertThatThrownBy(() -> frozen.bundle(claim, EVENT, TestWorker.around(NOTHING, () -> {
                    throw new IllegalStateException("killed");
                })))
                .hasMessage("killed");
        assertThat(TestServer.rows(url, "SELECT run_id FROM runfolio_seals")).isEmpty();

        next.bundle(takenOver(), EVENT, PLAIN);

        assertBundledOnce();
        assertNothingLeftAfterOneSweep();
    }

    @Test
    void a_worker_that_dies_after_its_seal_is_published_by_the_next_one() {
        Claim claim = claimed();
        assertThatThrownBy(() -> frozen.bundle(claim, EVENT, TestWorker.aroundSeal(NOTHING, () -> {
                    throw new IllegalStateException("killed");
                })))
                .hasMessage("killed");
        next.pending.publisher().publishAll();
        assertThat(next.index.entries()).hasSize(1);

        next.bundle(takenOver(), EVENT, PLAIN);

        assertBundledOnce();
        assertNothingLeftAfterOneSweep();
    }

    @Test
    void a_seal_whose_session_is_cut_is_recorded_by_another_one() {
        Claim claim = claimed();
        frozen.bundle(
                claim,
                EVENT,
                TestWorker.around(
                        NOTHING,
                        () -> TestServer.rows(
                                url,
                                "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity"
                                        + " WHERE state = 'idle in transaction' AND pid <> pg_backend_pid()")));
        assertBundledOnce();
    }

    @Test
    void a_seal_whose_commit_was_answered_by_no_one_is_not_repeated() {
        AtomicInteger lost = new AtomicInteger(1);
        Database database = new Database(TestServer.settings(url, "1s")) {
            @Override
            <T> T inTransaction(Work<T> work) throws SQLException {
                T result = super.inTransaction(work);
                if (Thread.currentThread().getName().equals("sealing") && lost.getAndDecrement() > 0) {
                    throw new SQLException("the answer is lost");
                }
                return result;
            }
        };
        try (TestWorker cut = new TestWorker(new PostgresBackend(database), outputs, "cut")) {
            Claim claim = cut.queue.claimNext(1).get(0);
            String name = Thread.currentThread().getName();
            AtomicInteger steps = new AtomicInteger();
            Thread.currentThread().setName("sealing");
            try {
                cut.bundle(claim, EVENT, TestWorker.around(steps::incrementAndGet, NOTHING));
            } finally {
                Thread.currentThread().setName(name);
            }
            assertThat(steps).hasValue(1);
            assertThat(lost.get()).isNotPositive();
        }
        assertBundledOnce();
    }

    @Test
    void a_publisher_that_died_in_the_middle_of_a_line_is_followed_by_one_that_repairs_it() throws Exception {
        frozen.bundle(claimed(), EVENT, PLAIN);
        next.submit("event-2");
        next.bundle(next.queue.claimNext(1).get(0), "event-2", PLAIN);
        List<String> lines = Files.readAllLines(next.layout.index());
        String torn = lines.get(0) + "\n" + lines.get(1).substring(0, 20);
        Files.write(next.layout.index(), torn.getBytes(StandardCharsets.UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
        TestServer.execute(url, "UPDATE runfolio_seals SET published = false WHERE seq = 2");

        try (TestWorker leader = worker("leader")) {
            leader.pending.publisher().publishAll();
            assertThat(Files.readAllLines(leader.layout.index())).isEqualTo(lines);
        }
    }

    private static void pause(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

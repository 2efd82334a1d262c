package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.bundle.RunDraft;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.SealGuard;
import io.runfolio.files.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run ids are released wherever a worker dies or loses the database; those of others stay. */
class RunIdLeftoversIT {
    private static final String EVENT = "event-1";
    private static final UnaryOperator<SealGuard> PLAIN = UnaryOperator.identity();

    @TempDir
    Path outputs;

    private final AtomicBoolean isAnswerLost = new AtomicBoolean();
    private final Thread test = Thread.currentThread();
    private String url;
    private TestWorker worker;
    private TestWorker next;

    @BeforeEach
    void start() {
        url = TestServer.newSchema();
        worker = new TestWorker(new PostgresBackend(unsteady()), outputs, "frozen");
        next = worker("next");
        worker.submit(EVENT);
    }

    @AfterEach
    void stop() {
        worker.close();
        next.close();
    }

    private TestWorker worker(String name) {
        return new TestWorker(new PostgresBackend(TestServer.settings(url, "1s")), outputs, name);
    }

    /** Returns a database of which the test can lose one answer. */
    private Database unsteady() {
        return new Database(TestServer.settings(url, "1s")) {
            @Override
            <T> T run(Work<T> work) {
                T result = super.run(work);
                if (Thread.currentThread() == test && isAnswerLost.getAndSet(false)) {
                    throw failure(new SQLException("the answer is lost"));
                }
                return result;
            }
        };
    }

    private Claim claimed() {
        return worker.queue.claimNext(1).get(0);
    }

    private List<Claim> takenOver() {
        worker.freeze(url);
        return await().atMost(Duration.ofSeconds(10)).until(next.queue::recoverClaims, claims -> !claims.isEmpty());
    }

    private List<String> reserved() {
        return TestServer.rows(url, "SELECT run_id FROM runfolio_run_ids WHERE NOT spent ORDER BY run_id");
    }

    private void assertNothingLeft() {
        assertThat(TestServer.rows(url, "SELECT run_id FROM runfolio_run_ids")).isEmpty();
    }

    /** Lets changes of the run ids fail, as if the database were away just then. */
    private void refuse(String operation) {
        TestServer.execute(
                url,
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE EXCEPTION 'the database is away'; END $$");
        TestServer.execute(
                url,
                "CREATE TRIGGER away BEFORE " + operation
                        + " ON runfolio_run_ids FOR EACH ROW EXECUTE FUNCTION refuse()");
    }

    private void allow() {
        TestServer.execute(url, "DROP FUNCTION refuse CASCADE");
    }

    @Test
    void ids_of_a_worker_that_is_cut_off_just_after_its_event_was_done_are_swept() {
        Claim claim = claimed();
        worker.staging.discard(worker.open(EVENT));
        refuse("DELETE");

        worker.bundle(claim, EVENT, PLAIN);

        allow();
        next.assertBundledOnce(url, EVENT);
        assertThat(TestServer.rows(url, "SELECT run_id FROM runfolio_run_ids")).hasSize(2);
        next.staging.sweep();
        assertNothingLeft();
    }

    @Test
    void an_id_whose_reservation_was_not_answered_is_swept_by_its_living_worker() {
        Claim claim = claimed();
        isAnswerLost.set(true);
        assertThatThrownBy(() -> worker.open(EVENT)).isInstanceOf(StorageException.class);
        RunDraft second = worker.open(EVENT);
        assertThat(reserved()).hasSize(2).contains(second.runId());

        worker.staging.sweep();

        assertThat(reserved()).containsExactly(second.runId());
        worker.seal(claim, second, PLAIN);
        next.assertBundledOnce(url, EVENT);
        assertNothingLeft();
    }

    @Test
    void an_id_that_could_not_be_released_is_swept_by_its_living_worker() {
        Claim claim = claimed();
        RunDraft draft = worker.open(EVENT);
        refuse("UPDATE");
        assertThatThrownBy(() -> worker.staging.discard(draft)).isInstanceOf(StorageException.class);
        allow();
        assertThat(reserved()).containsExactly(draft.runId());

        worker.staging.sweep();

        assertThat(reserved()).isEmpty();
        worker.bundle(claim, EVENT, PLAIN);
        assertNothingLeft();
    }

    @Test
    void a_late_release_leaves_the_same_id_of_another_attempt_reserved() {
        claimed();
        RunDraft late = worker.open(EVENT);
        next.bundle(takenOver().get(0), EVENT, PLAIN);
        next.staging.discardAllOf("frozen");
        try (TestWorker other = worker("other")) {
            other.submit("event-2");
            Claim claim = other.queue.claimNext(1).get(0);
            RunDraft second = other.open("event-2");
            assertThat(second.runId()).isEqualTo(late.runId());

            worker.staging.discard(late);

            assertThat(reserved()).containsExactly(second.runId());
            other.seal(claim, second, PLAIN);
            assertNothingLeft();
        }
    }

    /** Opens a run. Its worker is late with a heartbeat, and is swept between the reservation and the run's folder. */
    private RunDraft openDuringSweep() throws IOException {
        RunDraft draft = worker.open(EVENT);
        List<Path> folders;
        try (Stream<Path> tree = Files.walk(draft.folder().root())) {
            folders = tree.toList();
        }
        next.staging.discardAllOf("frozen");
        for (Path folder : folders) {
            Files.createDirectories(folder);
        }
        return draft;
    }

    @Test
    void a_bundle_whose_id_was_released_by_a_sweep_is_found_by_the_next_attempt() throws IOException {
        Claim claim = claimed();
        RunDraft draft = openDuringSweep();
        assertThat(reserved()).isEmpty();
        assertThatThrownBy(() -> worker.seal(claim, draft, TestWorker.around(() -> {}, () -> {
                    throw new IllegalStateException("killed");
                })))
                .hasMessage("killed");

        assertThat(next.bundle(takenOver().get(0), EVENT, PLAIN)).isEqualTo(draft.runId());

        next.assertBundledOnce(url, EVENT);
        assertNothingLeft();
    }

    @Test
    void a_run_frozen_before_its_rename_is_revoked_also_after_its_id_was_released() throws IOException {
        Claim claim = claimed();
        RunDraft draft = openDuringSweep();
        String[] sealedByNext = {""};
        Runnable frozen = () -> sealedByNext[0] = next.bundle(takenOver().get(0), EVENT, PLAIN);

        assertThatThrownBy(() -> worker.seal(claim, draft, TestWorker.around(frozen, () -> {})))
                .isInstanceOf(RuntimeException.class);

        assertThat(sealedByNext[0]).isNotEmpty().isNotEqualTo(draft.runId());
        next.assertBundledOnce(url, EVENT);
        assertNothingLeft();
    }

    @Test
    void an_id_is_not_taken_again_in_a_process_before_its_attempt_has_ended() {
        worker.submit("event-2");
        worker.queue.claimNext(2);
        RunDraft inProgress = worker.open(EVENT);
        RunDraft ended = worker.open("event-2");
        takenOver().forEach(claim -> next.bundle(claim, claim.name().replace(".json", ""), PLAIN));
        next.staging.discardAllOf("frozen");
        worker.staging.discard(ended);
        worker.submit("event-3");

        RunDraft third = worker.open("event-3");

        assertThat(third.runId()).isEqualTo(ended.runId()).isNotEqualTo(inProgress.runId());
    }
}

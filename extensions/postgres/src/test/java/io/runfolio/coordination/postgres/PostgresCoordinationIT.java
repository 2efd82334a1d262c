package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.coordination.CoordinationContract;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.Reservation;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageRoot;
import io.runfolio.json.SecretMask;
import io.runfolio.run.EventOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordination by PostgreSQL keeps the contract. It refuses the calls of a worker that has lost its claim. */
class PostgresCoordinationIT extends CoordinationContract {
    private static final Queue EVENTS = new Queue(
            "events", event -> Optional.of(new EventOrigin(Checksums.sha256(event), Checksums.sha256(event))));

    @TempDir
    Path folder;

    private final String url = TestServer.newSchema();
    private final List<PostgresBackend> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(PostgresBackend::close);
    }

    private synchronized PostgresBackend connect() {
        PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "15s"));
        opened.add(backend);
        return backend;
    }

    @Override
    protected Coordination open() {
        return connect().coordination();
    }

    @Override
    protected EventQueue openQueue(String worker) {
        return connect().open(EVENTS, worker, SecretMask.standard());
    }

    @Override
    protected EventInbox inbox() {
        return connect()
                .inbox(EVENTS, new StorageRoot("outputs", folder, folder.resolve("control"), Pattern.compile("x")));
    }

    @Override
    protected List<String> waiting() {
        return rows("SELECT id FROM runfolio_events WHERE state = 'waiting' ORDER BY created");
    }

    private List<String> rows(String sql) {
        return TestServer.rows(url, sql);
    }

    private void execute(String sql) {
        TestServer.execute(url, sql);
    }

    @Override
    protected Claim abandoned(byte[] event) {
        EventQueue queue = openQueue("dead");
        Claim claim = queue.accept(event, "a.json");
        queue.beginAttempt(claim, 3);
        execute("DELETE FROM runfolio_workers");
        return claim;
    }

    @Test
    void every_call_on_a_claim_that_another_worker_has_taken_over_is_refused() {
        EventQueue frozen = openQueue("frozen");
        EventQueue next = openQueue("next");
        for (int i = 0; i < CALLS.size(); i++) {
            Claim claim = frozen.accept(event("m" + i), i + ".json");
            frozen.beginAttempt(claim, 3);
            execute("UPDATE runfolio_workers SET seen = now() - interval '1 hour' WHERE name = 'frozen'");
            Claim taken = next.recoverClaims().get(0);
            execute("INSERT INTO runfolio_workers VALUES ('events', 'frozen', now())"
                    + " ON CONFLICT (kind, name) DO UPDATE SET seen = now()");

            Call call = CALLS.get(i);
            assertThatThrownBy(() -> call.on(frozen, claim)).as("call %d", i).isInstanceOf(ClaimLostException.class);
            next.complete(taken);
        }
        assertThat(rows("SELECT DISTINCT state FROM runfolio_events")).containsExactly("done");
        assertThat(rows("SELECT run_id FROM runfolio_seals")).isEmpty();
    }

    private interface Call {
        void on(EventQueue queue, Claim claim);
    }

    private static final List<Call> CALLS = List.of(
            EventQueue::complete,
            EventQueue::release,
            (queue, claim) -> queue.beginAttempt(claim, 9),
            (queue, claim) -> queue.recordFailure(claim, "late"),
            (queue, claim) -> queue.amend(claim, event("late")),
            EventQueue::endWaiting,
            (queue, claim) -> queue.guard(claim).seal(new EventOrigin("e", "d"), "r", "{}", Steps.forbidden()));

    @Test
    void a_second_delivery_is_the_same_event_and_another_content_is_another_one() {
        EventInbox inbox = inbox();
        EventInbox.Submitted first = inbox.submit(event("m"), "a.json");
        assertThat(inbox.submit(event("m"), "b.json")).isEqualTo(first);
        try (EventQueue queue = openQueue("w")) {
            queue.complete(queue.claimNext(9).get(0));
            assertThat(inbox.submit(event("m"), "c.json")).isEqualTo(first);
            assertThat(queue.claimNext(9)).isEmpty();
            inbox.submit(event("other"), "a.json");
            assertThat(queue.claimNext(9)).hasSize(1);
        }
    }

    @Test
    void run_ids_of_ended_attempts_stay_taken_until_the_event_is_done() {
        Coordination coordination = open();
        EventOrigin origin = new EventOrigin(Checksums.sha256(event("m")), "d");
        try (EventQueue queue = openQueue("w")) {
            Claim claim = queue.accept(event("m"), "a.json");
            coordination.runIds().reserve("r", "w", Optional.of(origin));
            coordination.runIds().release(new Reservation("r", "w", Optional.of(origin)));
            assertThat(coordination.runIds().all()).isEmpty();
            assertThat(coordination.runIds().reserve("r", "w", Optional.of(origin)))
                    .isFalse();
            queue.complete(claim);
            assertThat(coordination.runIds().reserve("r", "w", Optional.of(origin)))
                    .isTrue();
        }
    }

    @Test
    void the_loss_of_a_writers_lock_is_a_failure_of_its_work() {
        Coordination coordination = open();
        assertThatThrownBy(() -> coordination.writerLocks().index().with(() -> {
                    rows("SELECT pg_terminate_backend(pid)::text FROM pg_locks WHERE locktype = 'advisory'"
                            + " AND pid <> pg_backend_pid()");
                    return 1;
                }))
                .hasMessageContaining("was lost");
        assertThat(coordination.writerLocks().index().with(() -> 2)).isEqualTo(2);
    }
}

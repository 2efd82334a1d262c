package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.coordination.Claim;
import io.runfolio.files.StorageException;
import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database is frozen, or killed and started again, while a worker is in the middle of its work. */
class DatabaseOutageIT {
    private static final String EVENT = "event-1";

    private static StoppableServer server;

    @TempDir
    Path outputs;

    private TestWorker first;
    private TestWorker next;

    @BeforeAll
    static void startServer() {
        server = new StoppableServer();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void start() {
        server.reset();
        first = worker("first");
        next = worker("next");
        first.submit(EVENT);
    }

    @AfterEach
    void stop() {
        first.close();
        next.close();
    }

    private TestWorker worker(String name) {
        return new TestWorker(new PostgresBackend(TestServer.settings(server.url(), "2s")), outputs, name);
    }

    /** Bundles the event; the outage begins when the local work has ended, before the seal. */
    private CompletableFuture<String> bundle(Claim claim, Runnable outage) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> bundled = CompletableFuture.supplyAsync(() -> first.bundle(
                claim,
                EVENT,
                TestWorker.aroundSeal(
                        () -> {
                            outage.run();
                            begun.countDown();
                        },
                        () -> {})));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        return bundled;
    }

    @Test
    void a_seal_waits_for_a_frozen_database_and_no_worker_takes_the_event_over() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Claim> taken = new CopyOnWriteArrayList<>();
        Claim claim = first.queue.claimNext(1).get(0);
        CompletableFuture<String> bundled = bundle(claim, server::freeze);
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
            while (!isOver.get()) {
                try {
                    taken.addAll(next.queue.recoverClaims());
                } catch (StorageException e) {
                    continue; // still frozen
                }
            }
        });

        for (int time = 0; time < 2; time++) { // longer than a lease, as each answer takes two seconds
            assertThatThrownBy(() -> next.submit("event-2"))
                    .as("the intake answers in time")
                    .isInstanceOf(StorageException.class);
        }
        assertThat(bundled).isNotDone();
        server.thaw();
        bundled.get(30, TimeUnit.SECONDS);
        isOver.set(true);
        others.get(30, TimeUnit.SECONDS);

        assertThat(taken).as("all heartbeats are old after an outage").isEmpty();
        first.assertBundledOnce(server.url(), EVENT);
    }

    @Test
    void a_commit_is_durable_also_where_the_server_does_not_wait_by_default() {
        assertThat(TestServer.rows(server.url(), "SHOW synchronous_commit")).containsExactly("off");

        try (Database database = new Database(TestServer.settings(server.url(), "2s"))) {
            String ofWorkers =
                    database.run(connection -> Sql.list(connection, "SHOW synchronous_commit", row -> row.getString(1))
                            .get(0));
            assertThat(ofWorkers).isEqualTo("on");
        }
    }

    @Test
    void a_seal_waits_for_a_killed_database_to_start_again_but_not_for_ever() throws Exception {
        Claim claim = first.queue.claimNext(1).get(0);
        CompletableFuture<String> bundled = bundle(claim, server::kill);

        CompletableFuture<Void> intake =
                CompletableFuture.runAsync(() -> assertThatThrownBy(() -> next.submit("event-2"))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("database that coordinates"));
        try (Database away = new Database(TestServer.settings(server.url(), "2s"))) {
            PostgresSeals seals = new PostgresSeals(away, new AdvisoryLocks(away));
            PostgresSealGuard impatient = new PostgresSealGuard(away, seals, claim, "first", 1, Duration.ZERO);
            assertThatThrownBy(() -> impatient.seal(new EventOrigin("e", "d"), "r", "{}", Steps.forbidden()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("database that coordinates");
        }
        intake.get(30, TimeUnit.SECONDS);
        assertThat(bundled).isNotDone();
        server.startAgain();
        bundled.get(30, TimeUnit.SECONDS);

        first.assertBundledOnce(server.url(), EVENT);
    }
}

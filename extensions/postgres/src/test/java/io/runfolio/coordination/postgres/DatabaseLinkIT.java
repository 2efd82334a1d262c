package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.coordination.Claim;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The link between a worker and the database is cut at the commit of a seal, or is half open. */
class DatabaseLinkIT {
    private static final String EVENT = "event-1";

    @TempDir
    Path outputs;

    private String url;
    private TestProxy proxy;
    private TestWorker cutOff;

    @BeforeEach
    void start() {
        url = TestServer.newSchema();
        proxy = new TestProxy(TestServer.get().getPort());
        String byProxy = url.replace(":" + TestServer.get().getPort() + "/", ":" + proxy.port() + "/")
                + "&socketTimeout=1" + "&prepareThreshold=0"; // so that the proxy sees the text of each commit
        cutOff = new TestWorker(new PostgresBackend(TestServer.settings(byProxy, "1s")), outputs, "cut-off");
        cutOff.submit(EVENT);
    }

    @AfterEach
    void stop() {
        proxy.close();
        cutOff.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = TestProxy.Fault.class,
            names = {"ANSWER_LOST", "COMMIT_LOST"})
    void a_seal_whose_commit_is_lost_on_the_way_is_recorded_once(TestProxy.Fault fault) {
        Claim claim = cutOff.queue.claimNext(1).get(0);
        AtomicInteger renames = new AtomicInteger();
        cutOff.bundle(
                claim,
                EVENT,
                TestWorker.around(
                        () -> {
                            renames.incrementAndGet();
                            proxy.loseNextCommit(fault);
                        },
                        () -> {}));

        assertThat(proxy.lost()).isEqualTo(1);
        assertThat(renames).as("a visible bundle is not made visible again").hasValue(1);
        cutOff.assertBundledOnce(url, EVENT);
    }

    @Test
    void a_worker_behind_a_half_open_link_notices_it_and_loses_its_locks_and_its_claim() {
        Claim claim = cutOff.queue.claimNext(1).get(0);
        Mutex.Held lock = cutOff.backend.writerLocks().catalog().hold();
        try (TestWorker next = new TestWorker(new PostgresBackend(TestServer.settings(url, "1s")), outputs, "next")) {
            proxy.fallSilent();

            assertThatThrownBy(() -> cutOff.queue.recordFailure(claim, "late")).isInstanceOf(StorageException.class);
            assertThatThrownBy(lock::close).hasMessageContaining("was lost");
            Claim taken = await().atMost(Duration.ofSeconds(20))
                    .until(next.queue::recoverClaims, claims -> !claims.isEmpty())
                    .get(0);
            next.bundle(taken, EVENT, UnaryOperator.identity());
            next.assertBundledOnce(url, EVENT);
        }
    }

    @Test
    void both_sides_of_a_link_notice_within_ten_seconds_that_the_other_one_is_gone() {
        try (Database database = new Database(TestServer.settings(url, "15s"))) {
            int millis = database.run(Connection::getNetworkTimeout);
            assertThat(millis).isPositive().isLessThanOrEqualTo(10_000);
            List<Integer> seconds = database.run(connection -> List.of(
                    show(connection, "tcp_keepalives_idle"),
                    show(connection, "tcp_keepalives_interval"),
                    show(connection, "tcp_keepalives_count")));
            assertThat(seconds).allMatch(value -> value > 0);
            assertThat(seconds.get(0) + seconds.get(1) * seconds.get(2)).isLessThanOrEqualTo(10);
            int answerMillis = database.run(connection -> Sql.first(
                            connection,
                            "SELECT setting FROM pg_settings WHERE name = 'tcp_user_timeout'",
                            row -> row.getInt(1))
                    .orElseThrow());
            assertThat(answerMillis)
                    .as("for an answer that is not acknowledged")
                    .isBetween(1, 10_000);
        }
    }

    private static int show(Connection connection, String setting) throws SQLException {
        return Sql.first(connection, "SHOW " + setting, row -> Integer.parseInt(row.getString(1)))
                .orElseThrow();
    }
}

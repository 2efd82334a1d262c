package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.access.AttemptCounters.Limit;
import io.runfolio.coordination.job.JobClaim;
import io.runfolio.coordination.job.JobPage;
import io.runfolio.coordination.job.JobProblem;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobResult;
import io.runfolio.coordination.job.JobState;
import io.runfolio.coordination.job.JobTask;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.shared.LineLog;
import io.runfolio.coordination.shared.SharedRecords;
import io.runfolio.coordination.shared.StateDocuments;
import io.runfolio.coordination.task.SharedTask;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.files.Checksums;
import io.runfolio.index.RunIndex;
import io.runfolio.index.SealedRuns;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented rights of a database user are enough for all that workers and commands do. */
class LeastRightsIT {
    private static final Path PAGE = Path.of("../../docs/scaling.md");
    private static final Pattern GRANTS = Pattern.compile("(?s)### Least rights.*?```sql\n(.*?)```");

    @TempDir
    Path outputs;

    private static List<String> documentedGrants(String schema) throws IOException {
        Matcher page = GRANTS.matcher(Files.readString(PAGE));
        assertThat(page.find()).isTrue();
        String statements = page.group(1)
                .replaceAll("\\brunfolio\\.", schema + ".")
                .replace("SCHEMA runfolio ", "SCHEMA " + schema + " ");
        return List.of(statements.strip().split(";\\s*"));
    }

    private static void assertThatTasksAreShared(PostgresBackend backend) {
        SharedTasks owner = backend.tasks("owner").orElseThrow();
        SharedTasks helper = backend.tasks("helper").orElseThrow();
        try (AliveMarks.Mark first = backend.aliveMarks().register("owner");
                AliveMarks.Mark second = backend.aliveMarks().register("helper")) {
            owner.offer("job", List.of(new SharedTask("key", "body")));
            helper.complete(helper.claimOther(List.of()).orElseThrow());
            assertThat(owner.countOpen("job")).isZero();
            assertThat(owner.sweep(List.of())).isEqualTo(1);
        }
    }

    private static void assertThatJobsAreDone(PostgresBackend backend) {
        JobQueue jobs = backend.jobs("owner");
        try (AliveMarks.Mark mark = backend.aliveMarks().register("owner")) {
            String job = jobs.create("order", 1).id();
            jobs.feed(jobs.hungry(2).orElseThrow(), new JobPage(List.of(new JobTask("key", "body", 1)), "a", 1, true));
            jobs.release(jobs.claim(List.of()).orElseThrow());
            JobClaim claim = jobs.claim(List.of()).orElseThrow();
            jobs.complete(claim, new JobResult(0, List.of(JobProblem.failed("item", "reason"))));
            assertThat(jobs.problems(job)).hasSize(1);
            for (int i = 0; i <= JobQueue.MAX_ENDED; i++) {
                jobs.change(jobs.create("order", 1).id(), JobState.CANCELLED);
            }
            assertThat(jobs.problems(job)).isEmpty();
        }
    }

    private static void assertThatTheLogOfAStoreIsWritten(StoreLog log) {
        String sum = Checksums.sha256("content");
        assertThat(log.media().use("run", List.of(sum))).containsEntry(sum, 0);
        log.media().giveUp("run");
        assertThat(log.media().retire(sum, 0, Duration.ZERO)).isTrue();
        assertThat(log.media().sweep("run")).isTrue();
        log.announce("day/run");
        log.appendLedger("day/run", 0, List.of("line"));
        log.stored(log.unstoredLines());
        assertThat(log.publishSegments((number, lines) -> {})).isEqualTo(1);
        log.rebuild(List.of(new StoreLog.Ledger("day/run", List.of("line"))));
        assertThat(log.ledger("day/run")).containsExactly("line");
    }

    private static void assertThatRecordsAreKept(SharedRecords records) {
        List<String> known = new ArrayList<>();
        LineLog log = records.log("log", new LineLog.Listener() {
            @Override
            public void reset() {
                known.clear();
            }

            @Override
            public boolean line(byte[] line) {
                return known.add(new String(line, StandardCharsets.UTF_8));
            }
        });
        assertThat(log.append(() -> List.of("1", "2"))).isEqualTo(2);
        log.rewrite(lines -> List.of(String.join(" ", lines)));
        assertThat(log.query(() -> List.copyOf(known))).containsExactly("1 2");
        StateDocuments documents = records.documents("kind", "new");
        documents.add("id", "text");
        assertThat(documents.move("id", "new", "taken")).isTrue();
        assertThat(documents.ids("taken", 10)).containsExactly("id");
    }

    @Test
    void the_documented_grants_are_enough_and_give_no_right_to_change_tables() throws Exception {
        String url = TestServer.newSchema();
        String schema = url.substring(url.indexOf("currentSchema=") + "currentSchema=".length());
        try (PostgresBackend owner = new PostgresBackend(TestServer.settings(url, "1s"))) {
            assertThat(owner.runIds().all()).isEmpty(); // creates the tables
        }
        TestServer.execute(url, "CREATE ROLE worker LOGIN PASSWORD 'worker'");
        for (String grant : documentedGrants(schema)) {
            TestServer.execute(url, grant);
        }

        TestWorker worker = new TestWorker(new PostgresBackend(TestServer.settings(url, "1s", "worker")), outputs, "w");
        try (worker) {
            worker.submit("event-1");
            assertThat(TestWorker.inbox(worker.backend, worker.layout).status().waiting())
                    .isEqualTo(1);
            assertThat(worker.queue.depth().orElseThrow().events()).isEqualTo(1);
            assertThat(worker.queue.recoverClaims()).isEmpty();
            Claim claim = worker.queue.claimNext(1).get(0);
            worker.queue.beginAttempt(claim, 3);
            worker.bundle(claim, "event-1", UnaryOperator.identity());
            worker.assertBundledOnce(url, "event-1");
            assertThatTasksAreShared(worker.backend);
            assertThatJobsAreDone(worker.backend);
            assertThatTheLogOfAStoreIsWritten(worker.backend.openStoreLog());
            assertThatRecordsAreKept(worker.backend.sharedRecords());
            worker.queue.close();
            assertThat(worker.backend.rebuild(
                            TestWorker.EVENTS, () -> SealedRuns.read(worker.layout, new RunIndex(worker.layout))
                                    .seals()))
                    .isEqualTo(1);
            assertThatSessionsAndAttemptsAreKept(worker.backend);
            assertThat(Verification.of(
                                    worker.layout,
                                    worker.backend.audit(TestWorker.EVENTS, TestWorker.RUNS),
                                    (done, of) -> {})
                            .findings())
                    .isEmpty();
        }
        try (Connection connection = DriverManager.getConnection(url, "worker", "worker")) {
            for (String forbidden : List.of(
                    "CREATE TABLE mine (a integer)",
                    "DROP TABLE runfolio_events",
                    "ALTER TABLE runfolio_events ADD a integer",
                    "UPDATE runfolio_coordination SET version = 9")) {
                assertThatThrownBy(() -> Sql.update(connection, forbidden))
                        .as(forbidden)
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }
    }

    private static void assertThatSessionsAndAttemptsAreKept(PostgresBackend backend) {
        String id = Checksums.sha256("session");
        String token = Checksums.sha256("token");
        backend.sessions().open(id, token, Duration.ofHours(1));
        assertThat(backend.sessions().token(id)).contains(token);
        backend.sessions().close(id);
        backend.sessions().closeAll(token);
        assertThat(backend.sessions().token(id)).isEmpty();
        List<Limit> limits = List.of(new Limit("client", 1));
        assertThat(backend.attempts().count(limits)).isTrue();
        assertThat(backend.attempts().untilRoom(limits)).isPositive();
        backend.attempts().takeBack(limits);
        assertThat(backend.attempts().count(limits)).isTrue();
    }
}

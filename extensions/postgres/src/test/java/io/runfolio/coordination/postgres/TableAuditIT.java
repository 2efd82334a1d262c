package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.bundle.BundleReader;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.SealRecord;
import io.runfolio.coordination.task.SharedTask;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.files.StorageException;
import io.runfolio.index.RunIndex;
import io.runfolio.index.SealedRuns;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.run.Finding;
import io.runfolio.work.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that lost or contradict what the bundles have are found, and are rebuilt from the bundles. */
class TableAuditIT {
    private static final List<String> EVENTS =
            IntStream.range(0, 6).mapToObj(i -> "event-" + i).toList();

    @TempDir
    Path outputs;

    private String url;
    private TestWorker worker;

    @BeforeEach
    void bundle() {
        url = TestServer.newSchema();
        worker = worker("first");
        EVENTS.forEach(worker::submit);
        for (Claim claim : worker.queue.claimNext(9)) {
            worker.bundle(claim, claim.name().replace(".json", ""), UnaryOperator.identity());
        }
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    private TestWorker worker(String name) {
        return new TestWorker(new PostgresBackend(TestServer.settings(url, "1s")), outputs, name);
    }

    private void execute(String sql) {
        TestServer.execute(url, sql);
    }

    private List<String> rows(String sql) {
        return TestServer.rows(url, sql);
    }

    private Verification.Report report() {
        return Verification.of(
                worker.layout, worker.backend.audit(TestWorker.EVENTS, TestWorker.RUNS), (done, of) -> {});
    }

    private List<String> findings() {
        return report().findings().stream().map(Finding::code).toList();
    }

    private List<String> notes() {
        return report().notes().stream().map(Finding::code).toList();
    }

    private void loseTables() {
        for (String table : List.of("events", "seals", "run_ids", "workers")) {
            execute("DELETE FROM runfolio_" + table);
        }
    }

    private SealedRuns.Result sealed() {
        return SealedRuns.read(worker.layout, new RunIndex(worker.layout));
    }

    private int rebuild() {
        return worker.backend.rebuild(TestWorker.EVENTS, () -> sealed().seals());
    }

    @Test
    void whole_tables_have_no_findings_and_each_contradiction_has_one() throws IOException {
        assertThat(findings()).isEmpty();

        execute("UPDATE runfolio_seals SET fence = 7 WHERE seq = 2");
        assertThat(findings()).containsExactly("seal_differs");
        execute("UPDATE runfolio_seals SET fence = 1, digest = 'other' WHERE seq = 2");
        assertThat(findings()).containsExactly("seal_differs");
        execute("DELETE FROM runfolio_seals WHERE seq = 2");
        assertThat(findings()).containsExactly("bundle_without_seal");
        execute("INSERT INTO runfolio_seals VALUES (9, 'event-9', 'd', 1, 'elsewhere', '{}', true)");
        assertThat(findings()).containsExactly("seal_without_bundle", "bundle_without_seal");
        execute("DELETE FROM runfolio_seals WHERE seq = 9");

        worker.submit("refused");
        worker.submit("left");
        List<Claim> claims = worker.queue.claimNext(9);
        worker.queue.refuse(claims.get(0), new RefusedEventException("bad", "", "It cannot work."), "", "now");
        assertThat(findings()).containsExactly("bundle_without_seal");
        execute("UPDATE runfolio_events SET error = NULL, worker = 'dead' WHERE state IN ('failed', 'claimed')");
        assertThat(findings()).containsExactly("bundle_without_seal", "claim_left", "reason_missing");
        execute("UPDATE runfolio_events SET event_id = 'lost', state = 'done' WHERE state IN ('failed', 'claimed')");
        assertThat(findings()).containsExactly("bundle_without_seal", "event_without_bundle");
        execute("DELETE FROM runfolio_events WHERE event_id = 'lost'");

        SharedTasks tasks = worker.backend.tasks("w").orElseThrow();
        tasks.offer("transcodes/a", List.of(new SharedTask("k0", ""), new SharedTask("k1", "")));
        assertThat(notes()).contains("task_left");
        tasks.withdraw("transcodes/a");
        assertThat(notes()).doesNotContain("task_left");

        List<String> lines = Files.readAllLines(worker.layout.index());
        Files.write(worker.layout.index(), lines.subList(0, 5));
        assertThat(findings())
                .containsExactlyInAnyOrder("bundle_without_line", "seal_without_line", "bundle_without_seal");
    }

    @Test
    void lost_tables_are_rebuilt_and_a_second_delivery_makes_no_second_bundle() {
        List<String> seals = rows("SELECT seq || ' ' || event_id || ' ' || fence || ' ' || run_id || ' ' || line"
                + " || published FROM runfolio_seals ORDER BY seq");
        worker.close();
        loseTables();
        worker = worker("next");
        worker.queue.close();
        assertThat(findings()).hasSize(EVENTS.size()).containsOnly("bundle_without_seal");

        for (int time = 0; time < 2; time++) {
            assertThat(rebuild()).isEqualTo(EVENTS.size());
            assertThat(rows("SELECT seq || ' ' || event_id || ' ' || fence || ' ' || run_id || ' ' || line"
                            + " || published FROM runfolio_seals ORDER BY seq"))
                    .isEqualTo(seals);
            assertThat(rows("SELECT state FROM runfolio_events"))
                    .hasSize(EVENTS.size())
                    .containsOnly("done");
        }
        assertThat(findings()).isEmpty();

        EVENTS.forEach(worker::submit);
        assertThat(rows("SELECT id FROM runfolio_events WHERE state <> 'done'")).isEmpty();
        assertThat(new BundleReader(worker.layout).scan()).hasSize(EVENTS.size());
    }

    @Test
    void of_two_bundles_of_an_event_the_highest_fence_counts() throws IOException {
        String old = rows("SELECT run_id FROM runfolio_seals WHERE event_id = 'event-0'")
                .get(0);
        worker.close();
        loseTables();
        Files.delete(worker.layout.processedEvents());
        worker = worker("next");
        worker.submit("event-0");
        execute("UPDATE runfolio_events SET fence = 1");
        String newer = worker.bundle(worker.queue.claimNext(1).get(0), "event-0", UnaryOperator.identity());
        worker.queue.close();
        loseTables();

        assertThat(newer).isNotEqualTo(old);
        assertThat(findings()).contains("superseded_bundle").doesNotContain("event_bundled_twice");
        assertThat(sealed().superseded()).singleElement().satisfies(finding -> assertThat(finding.path())
                .endsWith(old));
        assertThat(sealed().rivals()).extracting(SealRecord::runId).containsExactly(newer);
        assertThat(rebuild()).isEqualTo(EVENTS.size());
        assertThat(rows("SELECT run_id || ' ' || fence FROM runfolio_seals WHERE event_id = 'event-0'"))
                .containsExactly(newer + " 2");
        assertThat(findings())
                .containsOnlyOnce("superseded_bundle")
                .containsOnly("superseded_bundle", "event_without_line");
    }

    @Test
    void the_tables_are_not_rebuilt_while_a_worker_is_alive_also_if_its_row_is_lost() {
        execute("UPDATE runfolio_seals SET fence = 7");
        assertThatThrownBy(this::rebuild).isInstanceOf(StorageException.class).hasMessageContaining("stop first");
        execute("DELETE FROM runfolio_workers");
        assertThatThrownBy(this::rebuild).isInstanceOf(StorageException.class).hasMessageContaining("stop first");
        assertThat(rows("SELECT DISTINCT fence::text FROM runfolio_seals")).containsExactly("7");
    }
}

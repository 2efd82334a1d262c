package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.bundle.Bundles;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.json.RecordMapper;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.retention.plan.ApplyState;
import io.runfolio.retention.plan.PlanSummary;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.CatalogSettings;
import io.runfolio.wiring.RetentionAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention by schedule in worker processes that are killed, with a cron expression for every second. */
class RetentionWorkerIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final OffsetDateTime OLD = OffsetDateTime.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private TestWorkspace workspace;
    private RetentionLibrary library;
    private Path policy;

    @BeforeEach
    void library() throws IOException {
        workspace = new TestWorkspace(folder);
        policy = Files.writeString(
                folder.resolve("retention.yaml"),
                """
                rules:
                  - name: old
                    match: {created: {olderThan: 1y}}
                    action: binaries
                """);
        library = new RetentionLibrary(workspace.outputs);
    }

    private List<String> seal(int count) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(Bundles.seal(
                            library.layout,
                            RunRequest.builder("succeeded", "flux")
                                    .createdAt(OLD.plusSeconds(i))
                                    .output(AssetKind.IMAGE, "a.png")
                                    .build(),
                            "event " + i)
                    .runDir());
        }
        try (CatalogAccess catalog = new CatalogAccess(CatalogSettings.defaults(), library.layout)) {
            catalog.follower().rebuild(done -> {});
        }
        return runs;
    }

    private WorkerProcess worker() {
        return WorkerProcess.start(
                workspace,
                "worker",
                "--set",
                "runfolio.retention.policy=" + policy,
                "--set",
                "runfolio.retention.schedule=* * * * * ?");
    }

    private Map<String, String> media(List<String> runs) {
        Map<String, String> media = new java.util.TreeMap<>();
        runs.forEach(run -> library.files(run).forEach((path, text) -> {
            if (path.matches("(original|web|thumb)/.*")) {
                media.put(run + "/" + path, text);
            }
        }));
        return media;
    }

    private List<PlanSummary> plans() {
        return access(access -> access.service().list());
    }

    private <T> T access(java.util.function.Function<RetentionAccess, T> work) {
        try (RetentionAccess access = RetentionAccess.open(workspace.settings(), Optional.of(policy))) {
            return work.apply(access);
        }
    }

    @Test
    void one_of_two_workers_makes_and_applies_a_plan_and_holds_win() {
        List<String> runs = seal(3);
        library.holds.hold(
                runs.get(1), new io.runfolio.retention.hold.HoldRequest(null, "case 7", Optional.empty(), "ann"));
        Map<String, String> held = media(List.of(runs.get(1)));
        WorkerProcess one = worker();
        WorkerProcess two = worker();

        await().atMost(SOON)
                .until(() -> media(List.of(runs.get(0), runs.get(2))).isEmpty());
        await().atMost(SOON)
                .until(() -> access(access -> access.service().list().stream()
                        .allMatch(plan -> access.service().state(plan.id()).isComplete())));
        one.kill();
        two.kill();

        assertThat(media(runs)).isEqualTo(held);
        assertThat(plans()).as("empty plans are not kept").hasSize(1);
        ApplyState state =
                access(access -> access.service().state(plans().get(0).id()));
        assertThat(state.removed()).isEqualTo(2);
        assertThat(state.bytes()).isEqualTo(plans().get(0).bytes());
        assertThat(state.skipped()).isEmpty();
        runs.forEach(
                run -> assertThat(library.view(run).retention().removals()).hasSize(run.equals(runs.get(1)) ? 0 : 1));
    }

    @Test
    void a_plan_is_continued_after_kills_and_nothing_else_is_lost() {
        List<String> runs = seal(30);
        Map<String, String> before = media(runs);
        for (int done : List.of(2, 12)) {
            WorkerProcess killed = worker();
            await().atMost(SOON).until(() -> media(runs).size() <= before.size() - 3 * done);
            killed.kill();
        }
        WorkerProcess last = worker();
        await().atMost(SOON).until(() -> media(runs).isEmpty());
        await().atMost(SOON).until(() -> plans().stream()
                .allMatch(plan ->
                        access(access -> access.service().state(plan.id()).isComplete())));
        last.kill();

        long bytes = before.values().stream().mapToLong(String::length).sum();
        long removed = plans().stream()
                .mapToLong(plan ->
                        access(access -> access.service().state(plan.id()).bytes()))
                .sum();
        assertThat(removed).isEqualTo(bytes);
        runs.forEach(run -> assertThat(library.view(run).retention().removals()).hasSize(1));
        assertThat(String.join(" ", library.trash().values())).contains(before.values());
        assertThat(library.findings())
                .extracting(finding -> finding.code())
                .as("beside the locks of the workers that were killed")
                .containsOnly("lock_left");
        assertThat(RecordMapper.line(plans().get(0))).contains("\"entries\"");
    }

    @Test
    void a_schedule_that_is_no_cron_expression_is_refused_at_the_start() {
        WorkerProcess worker = WorkerProcess.start(
                workspace,
                "worker",
                "--set",
                "runfolio.retention.policy=" + policy,
                "--set",
                "runfolio.retention.schedule=61 * * * * ?");
        worker.waitUpTo(SOON);

        assertThat(worker.log()).contains("runfolio.retention.schedule=61 * * * * ? is not a cron expression");
    }
}

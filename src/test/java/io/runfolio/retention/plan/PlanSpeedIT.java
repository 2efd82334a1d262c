package io.runfolio.retention.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.api.CatalogFiller;
import io.runfolio.artifact.RunView;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.retention.access.LastAccess;
import io.runfolio.retention.policy.PolicyFile;
import io.runfolio.retention.policy.RetentionPolicy;
import io.runfolio.settings.CatalogSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times a plan over many runs, and watches its memory. With {@code -Drunfolio.long=true} it has 100,000 runs. */
class PlanSpeedIT {
    private static final boolean LONG = Boolean.getBoolean("runfolio.long");
    private static final int RUNS = LONG ? 100_000 : 4_000;
    private static final Duration LIMIT = Duration.ofSeconds(LONG ? 10 : 4);
    private static final Instant NOW = Instant.parse("2026-06-30T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void a_plan_over_many_runs_takes_seconds_and_little_memory() throws Exception {
        RetentionLibrary library = new RetentionLibrary(folder.resolve("outputs"));
        List<RunView> models = List.of(library.view(library.seal("one")), library.view(library.seal("two")));
        RetentionPolicy policy = new PolicyFile(
                        Files.writeString(
                                folder.resolve("retention.yaml"),
                                """
                        rules:
                          - {name: previews, match: {created: {olderThan: 30d}}, action: derivatives}
                          - {name: newest, match: {kind: image}, keepNewest: 500, per: model, action: binaries}
                          - name: disk
                            match: {}
                            size: {limit: 1MB, until: 80%}
                            action: bundle
                            overrides: previews
                        """))
                .current()
                .orThrow();
        try (CatalogAccess access = new CatalogAccess(CatalogSettings.defaults(), library.layout)) {
            Catalog catalog = access.catalog();
            CatalogFiller.into(catalog, models, RUNS);
            Planner planner = new Planner(catalog, new LibraryProtections(catalog, Set::of), "", LastAccess.UNKNOWN);
            PlanStore plans = new PlanStore(library.layout);

            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpuBefore = threads.getCurrentThreadCpuTime();
            long before = System.nanoTime();
            PlanSummary plan = plans.create(planner, policy, Duration.ofDays(7), NOW);
            Duration time = Duration.ofNanos(System.nanoTime() - before);
            // on a busy machine the clock says more of the others
            Duration busy = Duration.ofNanos(threads.getCurrentThreadCpuTime() - cpuBefore);

            System.out.printf(
                    "plan over %d runs: %d ms, of which %d ms on a processor, %d entries%n",
                    RUNS, time.toMillis(), busy.toMillis(), plan.entries());
            assertThat(plan.runs()).isEqualTo(RUNS);
            assertThat(plan.entries()).isPositive();
            assertThat(busy).isLessThan(LIMIT);
        }
    }
}

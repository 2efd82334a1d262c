package io.runfolio.retention.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.dedup.DedupSteps;
import io.runfolio.dedup.Deduplicator;
import io.runfolio.retention.CatalogReferences;
import io.runfolio.retention.Protections;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.retention.access.LastAccess;
import io.runfolio.retention.hold.HoldRequest;
import io.runfolio.retention.policy.PolicyFile;
import io.runfolio.retention.purge.Purger;
import io.runfolio.settings.CatalogSettings;
import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans for two runs whose originals share their bytes. */
class SharedPlanTest {
    private static final String ALL = "{name: all, match: {reviewStatus: review}, action: originals}";

    @TempDir
    Path folder;

    private RetentionLibrary library;
    private CatalogAccess catalog;
    private String one;
    private String two;
    private long size;

    @BeforeEach
    void twoRunsShareTheirOriginals() throws IOException {
        library = new RetentionLibrary(folder.resolve("outputs"));
        one = library.seal("one");
        two = library.seal("two");
        new Deduplicator(library.layout, SharedPlanTest::noClones, DedupSteps.NONE)
                .convert(DedupMode.HARDLINK, false, (done, of) -> {});
        try (Stream<Path> originals = Files.list(library.layout.bundle(one).resolve("original"))) {
            size = originals.mapToLong(original -> original.toFile().length()).sum();
        }
        catalog = new CatalogAccess(CatalogSettings.defaults(), library.layout);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private static void noClones(Path source, Path target) throws IOException {
        throw new IOException("no clones");
    }

    private PlanSummary plan(String rule) throws IOException {
        catalog.follower().rebuild(done -> {});
        Path file = Files.writeString(folder.resolve("retention.yaml"), "rules:\n  - " + rule + "\n");
        Planner planner = new Planner(
                catalog.catalog(), new LibraryProtections(catalog.catalog(), Set::of), "", LastAccess.UNKNOWN);
        return new PlanStore(library.layout)
                .create(planner, new PolicyFile(file).current().orThrow(), Duration.ofDays(7), library.clock.instant());
    }

    private ApplyState apply(PlanSummary plan, Duration grace) {
        Protections protections = new Protections(new CatalogReferences(catalog.catalog()), library.clock);
        return new PlanApplier(
                        library.layout,
                        new PlanStore(library.layout),
                        new Purger(library.layout, protections, library.clock),
                        grace,
                        library.clock)
                .apply(plan.id(), "ann", state -> {});
    }

    private void hold(String run) {
        library.holds.hold(run, new HoldRequest(null, "case 7", Optional.empty(), "ann"));
    }

    @Test
    void originals_of_which_another_name_stays_free_nothing() throws IOException {
        hold(two);
        PlanSummary plan = plan(ALL);
        assertThat(plan.entries()).isEqualTo(3);
        assertThat(plan.bytes()).isZero();
        assertThat(apply(plan, Duration.ZERO).bytes()).isZero();
    }

    @Test
    void originals_of_which_all_names_go_free_their_bytes_once() throws IOException {
        PlanSummary plan = plan(ALL);
        assertThat(plan.entries()).isEqualTo(6);
        assertThat(plan.bytes()).isEqualTo(size);
        assertThat(apply(plan, RetentionLibrary.GRACE).bytes()).isEqualTo(size);
    }

    @Test
    void the_last_name_frees_the_bytes_if_the_others_are_in_the_trash() throws IOException {
        library.purge(one, null, RemovalScope.ORIGINALS);
        PlanSummary plan = plan(ALL);
        assertThat(plan.entries()).isEqualTo(3);
        assertThat(plan.bytes()).isEqualTo(size);
        assertThat(apply(plan, RetentionLibrary.GRACE).bytes()).isEqualTo(size);
    }

    @Test
    void apply_reports_no_bytes_whose_other_name_was_skipped() throws IOException {
        PlanSummary plan = plan(ALL);
        hold(one);
        ApplyState end = apply(plan, RetentionLibrary.GRACE);
        assertThat(end.removed()).isEqualTo(3);
        assertThat(end.bytes()).isZero();
    }
}

package io.runfolio.retention.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.retention.CatalogReferences;
import io.runfolio.retention.Protections;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.retention.access.AccessLog;
import io.runfolio.retention.purge.Purger;
import io.runfolio.settings.CatalogSettings;
import io.runfolio.settings.RetentionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schedule for midnight, with workers that are not always there. */
class ScheduledRetentionTest {
    @TempDir
    Path folder;

    private RetentionLibrary library;
    private CatalogAccess catalog;
    private int runs;

    @BeforeEach
    void open() throws IOException {
        library = new RetentionLibrary(folder.resolve("outputs"));
        library.seal("one");
        Files.writeString(
                folder.resolve("retention.yaml"),
                "rules: [{name: drafts, match: {reviewStatus: review}, keepNewest: 1, action: derivatives}]");
        catalog = new CatalogAccess(CatalogSettings.defaults(), library.layout);
        catalog.follower().rebuild(done -> {});
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    /** Returns the schedule as a worker that starts has it. */
    private ScheduledRetention started() {
        Protections protections = new Protections(new CatalogReferences(catalog.catalog()), library.clock);
        RetentionSettings settings = new RetentionSettings(
                Optional.of(folder.resolve("retention.yaml")), "", "0 0 0 * * ?", Duration.ZERO, Duration.ofDays(7));
        RetentionService service = new RetentionService(
                settings,
                library.layout,
                new RetentionService.Planning(
                        catalog.catalog(),
                        () -> {},
                        Set::of,
                        new AccessLog(library.layout, library.clock),
                        library.clock,
                        new RetentionCounters()),
                new Purger(library.layout, protections, library.clock));
        return new ScheduledRetention(
                library.layout,
                () -> {
                    runs++;
                    return service;
                },
                () -> library.sweep,
                ScheduledRetentionTest::midnight,
                library.clock);
    }

    private static Instant midnight(Instant after) {
        return after.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    }

    private Instant now() {
        return library.clock.instant();
    }

    @Test
    void a_library_without_a_run_waits_for_its_first_time() {
        started().catchUp();
        assertThat(runs).isZero();
    }

    @Test
    void several_missed_times_are_made_up_for_by_one_run() {
        started().run(midnight(now()));
        assertThat(runs).isEqualTo(1);
        library.clock.pass(Duration.ofDays(5));

        started().catchUp();
        assertThat(runs).isEqualTo(2);

        started().catchUp();
        assertThat(runs).as("a second worker, or a restart").isEqualTo(2);
        started().run(midnight(now()));
        assertThat(runs).as("the next time").isEqualTo(3);
    }

    @Test
    void without_a_missed_time_a_start_does_nothing() {
        Instant time = midnight(now());
        library.clock.pass(Duration.between(now(), time));
        started().run(time);
        library.clock.pass(Duration.ofHours(23));

        started().catchUp();
        assertThat(runs).isEqualTo(1);

        library.clock.pass(Duration.ofHours(1));
        started().catchUp();
        assertThat(runs).as("exactly at the time").isEqualTo(2);
        started().run(now());
        assertThat(runs).as("the scheduler's own run of that time").isEqualTo(2);
    }
}

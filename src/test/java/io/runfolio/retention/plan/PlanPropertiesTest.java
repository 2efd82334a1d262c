package io.runfolio.retention.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.files.TemporaryFolder;
import io.runfolio.retention.CatalogReferences;
import io.runfolio.retention.Protections;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.retention.access.LastAccess;
import io.runfolio.retention.policy.PolicyFile;
import io.runfolio.retention.policy.RetentionPolicy;
import io.runfolio.retention.purge.Purger;
import io.runfolio.retention.purge.TrashSweep;
import io.runfolio.settings.CatalogSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Plans and applies random policies on random libraries, against an independent oracle. It stops anywhere. With
 * {@code -Drunfolio.long=true} it does so 300 times.
 */
class PlanPropertiesTest {
    private static final int TRIES = 300;
    private static final int SHORT = Boolean.getBoolean("runfolio.long") ? TRIES : 8;
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration TTL = Duration.ofDays(7);

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void a_plan_is_what_the_page_says_and_apply_removes_just_that(@ForAll long seed) throws IOException {
        if (COUNT.incrementAndGet() > SHORT) {
            return;
        }
        Random random = new Random(seed);
        try (TemporaryFolder folder = TemporaryFolder.beside(
                Path.of(System.getProperty("java.io.tmpdir")).resolve("x"), "retention-")) {
            RetentionLibrary library = new RetentionLibrary(folder.path().resolve("outputs"));
            RandomLibrary made = new RandomLibrary(library, random, 3 + random.nextInt(6));
            boolean isShared = random.nextInt(3) > 0;
            if (isShared) {
                new SharedBytes(library, made, random).share(folder.path());
            }
            RandomPolicy policy = new RandomPolicy(random);
            try (CatalogAccess catalog = new CatalogAccess(CatalogSettings.defaults(), library.layout)) {
                new Trial(library, made, policy, catalog, random, isShared).run(folder.path());
            }
        }
    }

    private record Trial(
            RetentionLibrary library,
            RandomLibrary made,
            RandomPolicy random,
            CatalogAccess catalog,
            Random dice,
            boolean isShared) {

        void run(Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("retention.yaml"), random.yaml());
            RetentionPolicy policy = new PolicyFile(file).current().orThrow();
            PlanStore plans = new PlanStore(library.layout);
            PlanSummary plan = plan(plans, policy);
            List<PlanEntry> entries = plans.entries(plan.id(), 0, Integer.MAX_VALUE);

            Map<String, Long> expected = new PolicyOracle(made.runs, random.rules, library.clock.instant()).removals();
            if (isShared) {
                assertThat(keys(entries).keySet()).as(random.yaml()).isEqualTo(expected.keySet());
            } else {
                assertThat(keys(entries)).as(random.yaml()).isEqualTo(expected);
            }
            assertThat(plan.bytes())
                    .isEqualTo(entries.stream().mapToLong(PlanEntry::bytes).sum());

            Map<String, String> before = media();
            long roomBefore = SharedBytes.room(folder);
            Protections protections = new Protections(new CatalogReferences(catalog.catalog()), library.clock);
            PlanApplier applier = new PlanApplier(
                    library.layout,
                    plans,
                    new Purger(library.layout, protections, library.clock),
                    Duration.ofDays(dice.nextInt(2) * 30L),
                    library.clock);
            ApplyState end = applyWithStops(applier, plans, plan);

            assertThat(end.skipped()).as(random.yaml()).isEmpty();
            assertThat(end.bytes()).as(random.yaml()).isEqualTo(plan.bytes());
            Map<String, String> after = media();
            assertThat(size(before) - size(after))
                    .as("bytes of the bundles")
                    .isEqualTo(expected.values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            assertThat(before).containsAllEntriesOf(after);
            checkProtected(before, after);
            Map<String, String> all = everything();
            assertThat(applier.apply(plan.id(), "ann", state -> {})).isEqualTo(end);
            assertThat(everything()).isEqualTo(all);
            long bytes = plan.bytes() + applyRest(plans, policy, applier);
            checkProtected(before, media());
            library.clock.pass(RetentionLibrary.GRACE);
            new TrashSweep(library.layout, protections, library.clock).sweep();
            assertThat(library.trash()).isEmpty();
            assertThat(roomBefore - SharedBytes.room(folder))
                    .as("bytes on disk, %s", random.yaml())
                    .isEqualTo(bytes);
        }

        /**
         * Applies further plans until one is empty.
         *
         * <p>That is the first, unless a rule with a size limit was in the way of others and is satisfied now.
         */
        private long applyRest(PlanStore plans, RetentionPolicy policy, PlanApplier applier) {
            long bytes = 0;
            boolean hasSize =
                    policy.rules().stream().anyMatch(rule -> rule.size().isPresent());
            for (int round = 0; round <= policy.rules().size(); round++) {
                library.clock.pass(Duration.ofSeconds(1)); // a plan's id has its time
                PlanSummary next = plan(plans, policy);
                if (next.entries() == 0) {
                    return bytes;
                }
                assertThat(hasSize).as("a second plan of %s", random.yaml()).isTrue();
                assertThat(applier.apply(next.id(), "ann", state -> {}).bytes()).isEqualTo(next.bytes());
                bytes += next.bytes();
            }
            throw new AssertionError("no plan is empty: " + random.yaml());
        }

        private PlanSummary plan(PlanStore plans, RetentionPolicy policy) {
            catalog.follower().rebuild(done -> {}); // the runs of the test are not in the index
            Planner planner = new Planner(
                    catalog.catalog(), new LibraryProtections(catalog.catalog(), Set::of), "", LastAccess.UNKNOWN);
            return plans.create(planner, policy, TTL, library.clock.instant());
        }

        private static Map<String, Long> keys(List<PlanEntry> entries) {
            return entries.stream()
                    .collect(Collectors.toMap(
                            entry -> entry.runPath() + " "
                                    + (entry.artifactId() == null ? "whole" : entry.artifactId()) + " "
                                    + entry.scope().word(),
                            PlanEntry::bytes,
                            Long::sum,
                            TreeMap::new));
        }

        /** Stops after some entries, again and again, and cuts off the end of the results, as a kill may. */
        private ApplyState applyWithStops(PlanApplier applier, PlanStore plans, PlanSummary plan) throws IOException {
            for (int stops = dice.nextInt(4); stops > 0; stops--) {
                int after = 1 + dice.nextInt(3);
                int[] count = {0};
                Throwable stop = catchThrowable(() -> applier.apply(plan.id(), "ann", state -> {
                    if (++count[0] == after) {
                        throw new IllegalStateException("stopped");
                    }
                }));
                if (stop != null) {
                    assertThat(stop).hasMessage("stopped");
                    cut(PlanFiles.progress(plans.folder(plan.id())));
                }
            }
            return applier.apply(plan.id(), "ann", state -> {});
        }

        private void cut(Path progress) throws IOException {
            try (RandomAccessFile file = new RandomAccessFile(progress.toFile(), "rw")) {
                file.setLength(Math.max(0, file.length() - dice.nextInt(200)));
            }
        }

        private void checkProtected(Map<String, String> before, Map<String, String> after) {
            for (RandomLibrary.Run run : made.runs) {
                var view = library.view(run.path);
                for (int i = 0; i < run.items.size(); i++) {
                    if (run.isProtected || run.items.get(i).isProtected) {
                        view.artifacts().get(i).asset().ifPresent(asset -> {
                            String original = run.path + "/" + asset.relativePath();
                            assertThat(after.get(original)).isEqualTo(before.get(original));
                            asset.derivatives().forEach(derivative -> assertThat(after)
                                    .containsKey(run.path + "/" + derivative.relativePath()));
                        });
                    }
                }
            }
        }

        /** Returns all files of the bundles and the trash. */
        private Map<String, String> everything() {
            Map<String, String> files = new TreeMap<>(library.trash());
            made.runs.forEach(
                    run -> library.files(run.path).forEach((path, text) -> files.put(run.path + "/" + path, text)));
            return files;
        }

        /** Returns the media files of all bundles. */
        private Map<String, String> media() {
            Map<String, String> media = new TreeMap<>();
            for (RandomLibrary.Run run : made.runs) {
                library.files(run.path).forEach((path, text) -> {
                    if (path.matches("(original|inputs|web|thumb)/.*")) {
                        media.put(run.path + "/" + path, text);
                    }
                });
            }
            return media;
        }

        private static long size(Map<String, String> files) {
            return files.values().stream().mapToLong(String::length).sum();
        }
    }
}

package io.runfolio.retention.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.artifact.ReviewAction;
import io.runfolio.bundle.ledger.Hold;
import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.files.DurableFiles;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.retention.hold.HoldRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Random libraries, holds, decisions, purges, restores, sweeps and kills. The model knows the names of files only. A
 * kill is the state that it leaves: the line is written, and a part of the files has moved.
 */
class RetentionPropertiesTest {
    private static final int STEPS = 25;
    private static final Set<String> RECORDS =
            Set.of("run.json", "manifest.json", "notes.md", "artifacts.json", "SHA256SUMS", "ledger.jsonl");

    /** Place of a file of a run. */
    private enum Place {
        BUNDLE,
        TRASH,
        GONE
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void nothing_held_is_removed_and_ledger_and_disk_agree_after_one_sweep(@ForAll long seed) throws IOException {
        Path folder = Files.createTempDirectory("retention-property");
        try {
            World world = new World(folder, new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            world.check();
        } finally {
            DurableFiles.deleteTree(folder);
        }
    }

    private static final class World {
        private final Random random;
        private final RetentionLibrary library;
        private final List<String> runs = new ArrayList<>();
        private final Map<String, Map<String, String>> sealed = new TreeMap<>();
        private final Map<String, Map<String, Place>> places = new TreeMap<>();
        /** Protected artifacts by {@code run#index}; {@code run#} for holds on runs. */
        private final Set<String> approved = new HashSet<>();

        private final Map<String, Set<String>> holds = new TreeMap<>();
        /** Removals with files in the trash, with the end of their grace. */
        private final Map<String, Trashed> trashed = new TreeMap<>();

        private record Trashed(String run, Integer index, Set<String> paths, Instant until) {}

        World(Path folder, Random random) {
            this.random = random;
            this.library = new RetentionLibrary(folder.resolve("outputs"));
            for (int i = 0; i < 1 + random.nextInt(2); i++) {
                String run = library.seal("e" + i);
                runs.add(run);
                sealed.put(run, library.files(run));
                places.put(run, new TreeMap<>());
                library.files(run).keySet().forEach(path -> places.get(run).put(path, Place.BUNDLE));
            }
        }

        void step() throws IOException {
            String run = runs.get(random.nextInt(runs.size()));
            Integer index = random.nextBoolean() ? random.nextInt(3) : null;
            switch (random.nextInt(8)) {
                case 0 -> hold(run, index);
                case 1 -> release(run);
                case 2 -> decide(run, random.nextInt(3));
                case 3, 4 -> purge(run, index);
                case 5 -> restore();
                case 6 -> sweep();
                default -> library.clock.pass(Duration.ofDays(random.nextInt(20)));
            }
        }

        private void hold(String run, Integer index) {
            String id = index == null ? null : library.id(run, index);
            Hold hold = library.holds.hold(run, new HoldRequest(id, "case", Optional.empty(), "ann"));
            holds.computeIfAbsent(key(run, index), key -> new TreeSet<>()).add(hold.holdId());
        }

        private void release(String run) {
            for (String key : List.copyOf(holds.keySet())) {
                if (key.startsWith(run + "#")) {
                    holds.remove(key).forEach(hold -> library.holds.release(run, hold, "ann", null));
                }
            }
        }

        private void decide(String run, int index) {
            boolean isApproved = approved.contains(key(run, index));
            library.review(run, index, isApproved ? ReviewAction.REOPEN : ReviewAction.APPROVE);
            if (!approved.remove(key(run, index))) {
                approved.add(key(run, index));
            }
        }

        private boolean isProtected(String run, Integer index) {
            boolean whole = holds.containsKey(key(run, null));
            return index == null ? whole || any(run, 0) || any(run, 1) || any(run, 2) : whole || any(run, index);
        }

        private boolean any(String run, int index) {
            return approved.contains(key(run, index)) || holds.containsKey(key(run, index));
        }

        private void purge(String run, Integer index) throws IOException {
            RemovalScope scope = RemovalScope.values()[random.nextInt(index == null ? 4 : 3)];
            boolean atOnce = random.nextInt(3) == 0;
            Set<String> expected = new TreeSet<>();
            places.get(run).forEach((path, place) -> {
                if (place == Place.BUNDLE && takes(scope, index, path)) {
                    expected.add(path);
                }
            });
            PurgeOrder order = library.order(
                    run,
                    index == null ? null : library.id(run, index),
                    scope,
                    atOnce ? Duration.ZERO : RetentionLibrary.GRACE);
            PurgeOutcome outcome = library.purger.purge(order);
            if (isProtected(run, index)) {
                assertThat(outcome.status()).isEqualTo(PurgeOutcome.Status.PROTECTED);
                return;
            }
            if (expected.isEmpty()) {
                assertThat(outcome.status()).isEqualTo(PurgeOutcome.Status.NOTHING);
                return;
            }
            Removal removal = outcome.removal().orElseThrow();
            assertThat(removal.files().stream().map(RemovedFile::path)).containsExactlyElementsOf(expected);
            expected.forEach(path -> places.get(run).put(path, atOnce ? Place.GONE : Place.TRASH));
            if (!atOnce) {
                trashed.put(
                        removal.removalId(),
                        new Trashed(
                                run, index, expected, library.clock.instant().plus(RetentionLibrary.GRACE)));
            }
            kill(run, removal.removalId(), expected, atOnce ? Place.GONE : Place.TRASH, Place.BUNDLE);
            if (random.nextBoolean()) {
                assertThat(library.purger.purge(order).status()).isEqualTo(PurgeOutcome.Status.ALREADY_PURGED);
            }
        }

        private void restore() throws IOException {
            if (trashed.isEmpty()) {
                return;
            }
            String id = List.copyOf(trashed.keySet()).get(random.nextInt(trashed.size()));
            Trashed trash = trashed.remove(id);
            assertThat(library.restorer.restore(trash.run(), id, "ann", null).restored())
                    .containsExactlyInAnyOrderElementsOf(trash.paths());
            trash.paths().forEach(path -> places.get(trash.run()).put(path, Place.BUNDLE));
            kill(trash.run(), id, trash.paths(), Place.BUNDLE, Place.TRASH);
        }

        private void sweep() throws IOException {
            library.sweep.sweep();
            for (String id : List.copyOf(trashed.keySet())) {
                Trashed trash = trashed.get(id);
                boolean isDue = !library.clock.instant().isBefore(trash.until());
                if (isDue && !isProtected(trash.run(), trash.index())) {
                    trashed.remove(id);
                    trash.paths().forEach(path -> places.get(trash.run()).put(path, Place.GONE));
                    kill(trash.run(), id, trash.paths(), Place.GONE, Place.TRASH);
                }
            }
        }

        /** Puts some files back to where they were before the last line, as if its writer had been killed. */
        private void kill(String run, String id, Set<String> paths, Place now, Place before) throws IOException {
            if (random.nextInt(3) > 0) {
                return;
            }
            Path trash = library.layout.trash().resolve(run).resolve(id);
            Path bundle = library.layout.bundle(run);
            Files.createDirectories(trash);
            List<String> all = List.copyOf(paths);
            for (String path : all.subList(random.nextInt(all.size() + 1), all.size())) {
                Path from = (now == Place.TRASH ? trash : bundle).resolve(path);
                Path to = (before == Place.TRASH ? trash : bundle).resolve(path);
                Files.createDirectories(to.getParent());
                if (now == Place.GONE) {
                    Files.writeString(to, sealed.get(run).get(path));
                } else {
                    Files.move(from, to);
                }
            }
        }

        void check() throws IOException {
            sweep();
            library.sweep.sweep();
            for (String run : runs) {
                Map<String, String> files = library.files(run);
                files.remove("ledger.jsonl");
                Map<String, String> expected = new TreeMap<>(sealed.get(run));
                expected.keySet().removeIf(path -> places.get(run).get(path) != Place.BUNDLE);
                assertThat(files).isEqualTo(expected);
            }
            Map<String, String> trash = new TreeMap<>();
            trashed.forEach((id, removal) -> removal.paths()
                    .forEach(path -> trash.put(
                            removal.run() + "/" + id + "/" + path,
                            sealed.get(removal.run()).get(path))));
            assertThat(library.trash()).isEqualTo(trash);
            assertThat(library.findings()).isEmpty();
            SweepReport again = library.sweep.sweep();
            assertThat(again.deleted()).isEmpty();
            assertThat(again.problems()).isEmpty();
        }

        private static boolean takes(RemovalScope scope, Integer index, String path) {
            String stem = index == null ? "output_0\\d" : "output_0" + (index + 1);
            boolean derived = path.matches("(web|thumb)/" + stem + "[._].*");
            boolean original = path.matches("original/" + stem + "\\..*");
            boolean input = index == null && path.startsWith("inputs/");
            return switch (scope) {
                case DERIVATIVES -> derived;
                case ORIGINALS -> original;
                case BINARIES -> derived || original || input;
                case BUNDLE -> !RECORDS.contains(path);
            };
        }

        private static String key(String run, Integer index) {
            return run + "#" + (index == null ? "" : index);
        }
    }
}

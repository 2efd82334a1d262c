package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut at random moments. A worker is stopped, its disk is copied as it is, and the worker continues. Each
 * copy is mounted, checked and given to another worker. Acknowledged events, those in {@code .done}, must be complete
 * before any repair.
 */
class PowerCutIT {
    private static final int CUTS = Boolean.getBoolean("runfolio.long") ? 100 : 3;
    private static final int EVENTS = 40;
    private static final int MAX_MILLIS_BETWEEN_CUTS = 250;

    private static final int MAX_EVENTS_PER_ROUND = 10;
    private static final String MIN_FREE = "runfolio.min-free=1MiB";
    private static final Pattern RUN_ID = Pattern.compile("(?m)^\\{\"run_id\": \"([^\"]+)\"");
    /** Findings that the next worker repairs: unfinished work, and bundles without line or event. */
    private static final List<String> TO_BE_MENDED = List.of(
            "staging_left",
            "reservation_left",
            "lock_left",
            "temporary_left",
            "claim_left",
            "attempts_left",
            "event_twice",
            "bundle_without_line",
            "event_without_line",
            "line_torn");

    private final Random random = new Random(20260326);
    private int cuts;
    private int acknowledged;
    private int copies;

    @TempDir
    Path folder;

    @Test
    void after_a_power_cut_nothing_acknowledged_is_lost_and_nothing_comes_twice() throws IOException {
        while (cuts < CUTS) {
            round(cuts);
        }
        System.out.printf(
                "%d power cuts with work under way; %d acknowledged events looked for after them; %d copies made%n",
                cuts, acknowledged, copies);
    }

    private void round(int name) throws IOException {
        Path root = Files.createDirectories(folder.resolve("round-" + name));
        Optional<LoopDisk> disk = LoopDisk.create(root.resolve("disk.img"), root.resolve("disk"), 64);
        assumeThat(disk)
                .as("power cuts need mkfs.ext4 and the right to mount a file as a disk")
                .isPresent();
        List<Cut> made = new ArrayList<>();
        try (LoopDisk mounted = disk.get()) {
            TestWorkspace testWorkspace = new TestWorkspace(mounted.folder());
            Set<String> keys = events(testWorkspace);
            mounted.sync();
            WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker", "--set", MIN_FREE);
            try {
                int first = random.nextInt(EVENTS / 2);
                await().atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> testWorkspace.events(".done").size() >= first && isWorking(testWorkspace));
                for (int more = Math.min(CUTS - cuts, MAX_EVENTS_PER_ROUND); more > 0; more--) {
                    cut(worker, mounted, testWorkspace, root.resolve("cut-" + more + ".img"))
                            .ifPresent(made::add);
                }
            } finally {
                worker.kill();
            }
            for (Cut cut : made) {
                try (LoopDisk copy =
                        LoopDisk.mount(cut.image(), root.resolve("cut")).orElseThrow()) {
                    afterwards(new TestWorkspace(copy.folder()), keys, cut.acknowledged());
                }
                cuts++;
                acknowledged += cut.acknowledged().size();
                System.out.printf(
                        "power cut %d: %d events were acknowledged%n",
                        cuts, cut.acknowledged().size());
            }
        }
    }

    /**
     * @param image the disk as it was
     * @param acknowledged the runs of the events that were in {@code .done}, by event
     */
    private record Cut(Path image, Map<String, String> acknowledged) {}

    /** Three of ten give a picture, two are there twice. */
    private static Set<String> events(TestWorkspace testWorkspace) {
        testWorkspace.writePicture("a.png", 300, 200, 1);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < EVENTS; i++) {
            String key = "k" + (i % 10 == 9 ? i - 5 : i);
            keys.add(key);
            String[] outputs = i % 10 == 4 || i % 10 == 9 || i % 10 == 1 ? new String[] {"a.png"} : new String[0];
            testWorkspace.drop(
                    "e" + i + ".json", TestWorkspace.event(key, outputs.length == 0 ? "failed" : "succeeded", outputs));
        }
        return keys;
    }

    private static boolean isWorking(TestWorkspace testWorkspace) {
        return Files.exists(testWorkspace.outputs.resolve(".runfolio/staging"));
    }

    /** Lets the worker live a little longer, then cuts; empty if it had nothing left to do. */
    private Optional<Cut> cut(WorkerProcess worker, LoopDisk disk, TestWorkspace testWorkspace, Path image) {
        worker.waitUpTo(Duration.ofMillis(random.nextInt(MAX_MILLIS_BETWEEN_CUTS)));
        assertThat(worker.isAlive()).isTrue();
        worker.pause();
        List<String> done = testWorkspace.events(".done");
        if (done.size() == EVENTS) {
            return Optional.empty();
        }
        Map<String, String> runs = bundles(testWorkspace);
        runs.keySet()
                .retainAll(done.stream()
                        .map(name -> TestWorkspace.json(
                                        testWorkspace.inbox.resolve(".done").resolve(name))
                                .get("idempotency_key")
                                .asText())
                        .toList());
        copies += disk.copyTo(image);
        worker.resume();
        return Optional.of(new Cut(image, runs));
    }

    private static void afterwards(TestWorkspace testWorkspace, Set<String> keys, Map<String, String> acknowledged)
            throws IOException {
        // before any repair, visible bundles are whole and acknowledged events are complete
        assertThat(findings(testWorkspace)).extracting(Finding::code).isSubsetOf(TO_BE_MENDED);
        assertThat(bundles(testWorkspace)).containsAllEntriesOf(acknowledged);
        assertThat(wholeLines(testWorkspace)).containsAll(acknowledged.values());

        aMinuteLater(testWorkspace);
        assertThat(testWorkspace.drain("--set", MIN_FREE)).isZero();

        assertThat(findings(testWorkspace)).isEmpty();
        Map<String, String> after = bundles(testWorkspace);
        assertThat(after.keySet()).isEqualTo(keys);
        assertThat(after).containsAllEntriesOf(acknowledged);
        assertThat(testWorkspace.indexLines()).hasSize(keys.size());
        assertThat(testWorkspace.events(".done")).hasSize(EVENTS);
        assertThat(testWorkspace.events(".failed")).isEmpty();
    }

    private static List<Finding> findings(TestWorkspace testWorkspace) {
        return testWorkspace.verify().findings();
    }

    /** Returns the run of each event; no event may have two. */
    private static Map<String, String> bundles(TestWorkspace testWorkspace) {
        Map<String, String> runs = new TreeMap<>();
        for (Path bundle : testWorkspace.bundles()) {
            JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
            String key = run.at("/source_metadata/runfolio/event_id").asText();
            assertThat(runs.put(key, bundle.getFileName().toString()))
                    .as("the run that %s became before", key)
                    .isNull();
        }
        return runs;
    }

    /** The runs of the index's whole lines; a cut may tear the last one. */
    private static Set<String> wholeLines(TestWorkspace testWorkspace) throws IOException {
        Path index = testWorkspace.outputs.resolve("index.jsonl");
        String text = Files.exists(index) ? Files.readString(index) : "";
        Set<String> runs = new HashSet<>();
        Matcher ids = RUN_ID.matcher(text.substring(0, text.lastIndexOf('\n') + 1));
        while (ids.find()) {
            runs.add(ids.group(1));
        }
        return runs;
    }

    /** Ages alive marks and ownerless run ids by a minute, the time that a restart takes. */
    private static void aMinuteLater(TestWorkspace testWorkspace) throws IOException {
        List<Path> judged = List.of(
                testWorkspace.inbox.resolve(".work"),
                testWorkspace.outputs.resolve(".runfolio/locks"),
                testWorkspace.outputs.resolve(".runfolio/ids"));
        for (Path folder : judged) {
            try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(120)));
                }
            }
        }
    }
}

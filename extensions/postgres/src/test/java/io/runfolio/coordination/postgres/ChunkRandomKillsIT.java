package io.runfolio.coordination.postgres;

import static io.runfolio.coordination.postgres.WorkerProcesses.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.wiring.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers share the chunks of clips, and one after the other is killed or frozen in the middle of one.
 *
 * <p>{@code SharedChunksIT} is the short form.
 */
@EnabledIfSystemProperty(named = "runfolio.long", matches = "true")
class ChunkRandomKillsIT {
    private static final int KILLS = Integer.getInteger("runfolio.kills", 30);
    private static final int WORKERS = 3;
    private static final double FROZEN = 0.3;
    private static final Duration TWO_LEASES = Duration.ofSeconds(4);
    /** An event may be in the hands of a victim several times. */
    private static final String ATTEMPTS = "runfolio.max-attempts=50";

    @TempDir
    Path folder;

    private final String url = TestServer.newSchema();
    private final List<Process> alive = new ArrayList<>();
    private ClipFleet fleet;

    @AfterEach
    void stop() {
        fleet.close();
        Backends.disconnect();
    }

    /** Waits until one of the workers has a chunk in progress, and returns it. */
    private Process victim(Random random) {
        List<Process> candidates = new ArrayList<>();
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> {
            List<String> busy =
                    TestServer.rows(url, "SELECT DISTINCT worker FROM runfolio_tasks WHERE state = 'claimed'");
            alive.stream()
                    .filter(worker -> busy.stream().anyMatch(name -> name.contains("-" + worker.pid() + "-")))
                    .forEach(candidates::add);
            return !candidates.isEmpty();
        });
        return candidates.get(random.nextInt(candidates.size()));
    }

    private void harm(Process victim, boolean isFrozen) throws Exception {
        if (isFrozen) {
            WorkerProcesses.signal(victim, "STOP");
            Instant end = Instant.now().plus(TWO_LEASES);
            await().atMost(SOON).until(() -> Instant.now().isAfter(end));
            WorkerProcesses.signal(victim, "CONT");
        } else {
            victim.destroyForcibly().waitFor(); // its ffmpeg goes on, as after any kill
            alive.remove(victim);
            alive.add(fleet.start("w", "", "", ATTEMPTS));
        }
    }

    @Test
    void each_clip_is_bundled_once_and_whole_under_random_kills_and_freezes() throws Exception {
        long seed = Long.getLong("runfolio.seed", System.nanoTime());
        Random random = new Random(seed);
        fleet = new ClipFleet(folder, url);
        Instant start = Instant.now();
        for (int i = 0; i < WORKERS; i++) {
            alive.add(fleet.start("w", "", "", ATTEMPTS));
        }
        int frozen = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            fleet.submit("k" + kill);
            boolean isFrozen = random.nextDouble() < FROZEN;
            frozen += isFrozen ? 1 : 0;
            harm(victim(random), isFrozen);
        }
        await().atMost(SOON.multipliedBy(5))
                .until(() -> TestServer.rows(url, "SELECT id FROM runfolio_events WHERE state <> 'done'")
                        .isEmpty());
        fleet.workers.stopAll();
        System.out.printf(
                "seed %d: %d clips, %d kills, %d freezes, %d chunks begun for %d, %s%n",
                seed,
                KILLS,
                KILLS - frozen,
                frozen,
                fleet.begun("w"),
                KILLS * ClipFleet.CHUNKS,
                Duration.between(start, Instant.now()));

        assertThat(fleet.begun("w"))
                .as("a victim repeats what it had in progress, as a helper and as an owner")
                .isLessThanOrEqualTo(KILLS * (ClipFleet.CHUNKS + 2));
        fleet.workers.assertBundledOnce(KILLS, fleet.workers.settings());
        for (int clip = 0; clip < KILLS; clip++) {
            assertThat(ClipFleet.times(fleet.web("k" + clip))).hasSize(ClipFleet.FRAMES);
        }
        fleet.workers.assertNothingLeftAfterOneSweep(ATTEMPTS);
        assertThat(TestServer.rows(url, "SELECT key FROM runfolio_tasks")).isEmpty();
        try (Stream<Path> parts = Files.list(fleet.workspace.outputs.resolve(".runfolio/transcodes"))) {
            assertThat(parts).isEmpty();
        }
    }
}

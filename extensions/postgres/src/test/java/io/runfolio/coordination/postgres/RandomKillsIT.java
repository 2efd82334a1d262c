package io.runfolio.coordination.postgres;

import static io.runfolio.coordination.postgres.WorkerProcesses.SOON;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.coordination.EventInbox;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three workers, of which one is killed or frozen in the middle of its work, again and again.
 *
 * <p>Each event is delivered twice. {@code PostgresWorkersIT} is the short form.
 */
@EnabledIfSystemProperty(named = "runfolio.long", matches = "true")
class RandomKillsIT {
    private static final int KILLS = Integer.getInteger("runfolio.kills", 200);
    private static final int EVENTS_PER_KILL = 10;
    private static final int WORKERS = 3;
    private static final double FROZEN = 0.3;
    private static final Duration TWO_LEASES = Duration.ofSeconds(4);
    /** An event may be in the hands of a victim several times. */
    private static final String ATTEMPTS = "runfolio.max-attempts=50";

    @TempDir
    Path folder;

    private final String url = TestServer.newSchema();
    private final List<Process> alive = new ArrayList<>();
    private TestWorkspace workspace;
    private WorkerProcesses workers;
    private EventInbox inbox;
    private int submitted;
    private int frozen;

    @BeforeEach
    void prepare() {
        workspace = new TestWorkspace(folder);
        workers = new WorkerProcesses(workspace, url);
    }

    @AfterEach
    void stop() {
        workers.close();
        Backends.disconnect();
    }

    /** Notes each claim and each attempt, as the row of an event that is done has its last fence only. */
    private void noteClaims() {
        inbox.status(); // creates the tables
        TestServer.execute(url, "CREATE TABLE changes (event_id text, fence bigint, attempts integer)");
        TestServer.execute(
                url,
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " INSERT INTO changes VALUES (NEW.event_id, NEW.fence, NEW.attempts); RETURN NEW; END $$");
        TestServer.execute(
                url,
                "CREATE TRIGGER note AFTER UPDATE ON runfolio_events FOR EACH ROW"
                        + " WHEN (NEW.fence > OLD.fence OR NEW.attempts > OLD.attempts) EXECUTE FUNCTION note()");
    }

    private void submit() {
        for (int i = 0; i < EVENTS_PER_KILL; i++) {
            byte[] event =
                    TestWorkspace.event("k" + submitted, "succeeded", "a.png").getBytes(StandardCharsets.UTF_8);
            inbox.submit(event, "first-" + submitted + ".json");
            inbox.submit(event, "second-" + submitted + ".json");
            submitted++;
        }
    }

    /** Waits until one of the workers is in the middle of its work, and returns it. */
    private Process victim(Random random) {
        List<Process> candidates = new ArrayList<>();
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> {
            List<String> busy = TestServer.rows(
                    url, "SELECT DISTINCT worker FROM runfolio_events WHERE " + WorkerProcesses.IS_IN_MID_WORK);
            alive.stream()
                    .filter(worker -> busy.stream().anyMatch(name -> name.contains("-" + worker.pid() + "-")))
                    .forEach(candidates::add);
            return !candidates.isEmpty();
        });
        return candidates.get(random.nextInt(candidates.size()));
    }

    private void harm(Process victim, boolean isFrozen) throws Exception {
        if (isFrozen) {
            frozen++;
            WorkerProcesses.signal(victim, "STOP");
            Instant end = Instant.now().plus(TWO_LEASES);
            await().atMost(SOON).until(() -> Instant.now().isAfter(end));
            WorkerProcesses.signal(victim, "CONT");
        } else {
            victim.destroyForcibly().waitFor();
            alive.remove(victim);
            alive.add(workers.start(ATTEMPTS));
        }
    }

    @Test
    void each_event_is_bundled_once_under_random_kills_and_freezes() throws Exception {
        long seed = Long.getLong("runfolio.seed", System.nanoTime());
        Random random = new Random(seed);
        workspace.writePicture("a.png", 300, 200, 1);
        RunfolioSettings settings = workers.settings();
        inbox = Backends.inbox(settings);
        noteClaims();
        Instant start = Instant.now();
        for (int i = 0; i < WORKERS; i++) {
            alive.add(workers.start(ATTEMPTS));
        }
        for (int kill = 0; kill < KILLS; kill++) {
            submit();
            harm(victim(random), random.nextDouble() < FROZEN);
        }
        await().atMost(SOON).until(() -> TestServer.rows(url, "SELECT id FROM runfolio_events WHERE state <> 'done'")
                .isEmpty());
        String repeated = TestServer.rows(url, "SELECT count(*) FROM runfolio_events WHERE fence > 1")
                .get(0);
        String most = TestServer.rows(
                        url,
                        "SELECT format('%s: %s claims, %s attempts', event_id, max(fence), max(attempts)) FROM changes"
                                + " GROUP BY event_id ORDER BY max(fence) DESC LIMIT 1")
                .get(0);
        workers.stopAll();
        System.out.printf(
                "seed %d: %d events, %d kills, %d freezes, %s events claimed again, most of all %s, %s%n",
                seed, submitted, KILLS - frozen, frozen, repeated, most, Duration.between(start, Instant.now()));

        workers.assertBundledOnce(submitted, settings);
        workers.assertNothingLeftAfterOneSweep(ATTEMPTS);
    }
}

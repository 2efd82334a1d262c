package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker process is killed at random moments, mostly with work in progress. Results are counted from outside. The
 * short form kills 6 times; {@code -Drunfolio.long=true} kills 500 times over 2,000 events. {@code -Drunfolio.seed=N}
 * takes other moments.
 */
class KillAtRandomIT {
    private static final boolean LONG = Boolean.getBoolean("runfolio.long");
    private static final long SEED = Long.getLong("runfolio.seed", 20260326);
    private static final int KILLS = Integer.getInteger("runfolio.kills", LONG ? 500 : 4);
    private static final int EVENTS = KILLS < 100 ? 5 * KILLS : 4 * KILLS;
    /** No event is refused because it was under way too often when a kill came. */
    private static final String PATIENT = "runfolio.max-attempts=100";

    @TempDir
    Path folder;

    @Test
    void whenever_a_worker_is_killed_every_event_ends_in_one_bundle_and_one_line() {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        EventStream events = new EventStream(testWorkspace, SEED);
        Oracle oracle = new Oracle(testWorkspace, events);
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        int underWay = 0;
        long start = System.nanoTime();
        for (int kill = 0; kill < KILLS; kill++) {
            events.drop(Math.max(0, (kill + 1) * EVENTS / KILLS + 6 - events.count()));
            WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker", "--set", PATIENT);
            live(worker, testWorkspace, events.count() - CounterCheck.ended(testWorkspace), random);
            if (!worker.isAlive()) {
                wrong.add("before kill " + kill + " the worker ended by itself with " + worker.waitFor());
            }
            worker.kill();
            underWay += RunsInFlight.in(testWorkspace) > 0 ? 1 : 0;
            for (String problem : oracle.atAnyMoment()) {
                wrong.add("after kill " + kill + ": " + problem);
            }
            if (kill % 50 == 49) {
                report(kill + 1, underWay, testWorkspace, start);
            }
        }
        events.drop(Math.max(0, EVENTS - events.count()));
        wrong.addAll(CounterCheck.drain(testWorkspace, events, 0, PATIENT));
        wrong.addAll(oracle.atTheEnd());

        report(KILLS, underWay, testWorkspace, start);
        assertThat(wrong).isEmpty();
        assertThat(underWay).isGreaterThan(LONG ? KILLS / 2 : 0);
    }

    /** Waits for the moment of the kill: for every tenth life any time, else during a run. */
    private static void live(WorkerProcess worker, TestWorkspace testWorkspace, int left, Random random) {
        if (random.nextInt(10) == 0) {
            worker.waitUpTo(Duration.ofMillis(random.nextInt(2_500)));
            return;
        }
        int more = random.nextInt(2 * EVENTS / KILLS + 1);
        RunsInFlight.await(worker, testWorkspace, Math.min(more, Math.max(0, left - 2)));
        worker.waitUpTo(Duration.ofMillis(random.nextInt(250)));
    }

    private static void report(int kills, int underWay, TestWorkspace testWorkspace, long start) {
        System.out.printf(
                "seed %d: %d kills, %d of them with runs begun; %d bundles, %d events done, %d refused; %d s%n",
                SEED,
                kills,
                underWay,
                testWorkspace.bundles().size(),
                testWorkspace.events(".done").size(),
                testWorkspace.events(".failed").size() / 2,
                (System.nanoTime() - start) / 1_000_000_000);
    }
}

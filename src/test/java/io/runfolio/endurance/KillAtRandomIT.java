package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.WorkerProcess;
import io.runfolio.Workshop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real worker over a stream of events is killed at random moments, most of them with work in flight, again and again. What came of the events is counted from outside. The short form kills 12 times;
 * {@code -Drunfolio.long=true} kills 500 times over 2,000 events. {@code -Drunfolio.seed=N} takes other moments.
 */
class KillAtRandomIT {
    private static final boolean LONG = Boolean.getBoolean("runfolio.long");
    private static final long SEED = Long.getLong("runfolio.seed", 20260326);
    private static final int KILLS = Integer.getInteger("runfolio.kills", LONG ? 500 : 12);
    private static final int EVENTS = KILLS < 100 ? 5 * KILLS : 4 * KILLS;
    /** No event is refused because it was under way too often when a kill came. */
    private static final String PATIENT = "runfolio.max-attempts=100";

    @TempDir
    Path folder;

    @Test
    void whenever_a_worker_is_killed_every_event_ends_in_one_bundle_and_one_line() {
        Workshop workshop = new Workshop(folder);
        EventStream events = new EventStream(workshop, SEED);
        Oracle oracle = new Oracle(workshop, events);
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        int underWay = 0;
        long start = System.nanoTime();
        for (int kill = 0; kill < KILLS; kill++) {
            events.drop(Math.max(0, (kill + 1) * EVENTS / KILLS + 6 - events.count()));
            WorkerProcess worker = WorkerProcess.start(workshop, "worker", "--set", PATIENT);
            live(worker, workshop, events.count() - Counted.ended(workshop), random);
            if (!worker.isAlive()) {
                wrong.add("before kill " + kill + " the worker ended by itself with " + worker.waitFor());
            }
            worker.kill();
            underWay += InFlight.in(workshop) > 0 ? 1 : 0;
            for (String problem : oracle.atAnyMoment()) {
                wrong.add("after kill " + kill + ": " + problem);
            }
            if (kill % 50 == 49) {
                report(kill + 1, underWay, workshop, start);
            }
        }
        events.drop(Math.max(0, EVENTS - events.count()));
        wrong.addAll(Counted.drain(workshop, events, 0, PATIENT));
        wrong.addAll(oracle.atTheEnd());

        report(KILLS, underWay, workshop, start);
        assertThat(wrong).isEmpty();
        assertThat(underWay).isGreaterThan(KILLS / 2);
    }

    /** Every tenth life ends at any moment from the start of the program on, the others some time after some events, none or a few, are done and while a run is under way. */
    private static void live(WorkerProcess worker, Workshop workshop, int left, Random random) {
        if (random.nextInt(10) == 0) {
            worker.livesFor(Duration.ofMillis(random.nextInt(2_500)));
            return;
        }
        int more = random.nextInt(2 * EVENTS / KILLS + 1);
        InFlight.await(worker, workshop, Math.min(more, Math.max(0, left - 2)));
        worker.livesFor(Duration.ofMillis(random.nextInt(250)));
    }

    private static void report(int kills, int underWay, Workshop workshop, long start) {
        System.out.printf(
                "seed %d: %d kills, %d of them with runs begun; %d bundles, %d events done, %d refused; %d s%n",
                SEED,
                kills,
                underWay,
                workshop.bundles().size(),
                workshop.events(".done").size(),
                workshop.events(".failed").size() / 2,
                (System.nanoTime() - start) / 1_000_000_000);
    }
}

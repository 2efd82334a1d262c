package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.WorkerProcess;
import io.runfolio.Workshop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real worker is told to stop by SIGTERM: when it has nothing to do, when it has, and at any moment of its start. The short form does it 8 times, {@code -Drunfolio.long=true} 200 times. An idle worker
 * should end within 2 s and a busy one within its grace and 2 s; what is held here has a margin of 6 s, as other tests may take the processors. The figures are printed.
 */
class ShutdownIT {
    private static final boolean LONG = Boolean.getBoolean("runfolio.long");
    private static final long SEED = Long.getLong("runfolio.seed", 20260326);
    private static final int STOPS = Integer.getInteger("runfolio.stops", LONG ? 200 : 6);
    private static final double GRACE = 3;
    private static final double PROMPT = 2;
    private static final double MARGIN = 6;
    private static final int SIGTERM = 143;

    @TempDir
    Path folder;

    private Workshop workshop;
    private EventStream events;
    private final List<Double> idle = new ArrayList<>();
    private final List<Double> busy = new ArrayList<>();

    @Test
    void a_worker_that_is_told_to_stop_does_so_in_time_and_fails_and_loses_nothing() {
        workshop = new Workshop(folder);
        events = new EventStream(workshop, SEED);
        Oracle oracle = new Oracle(workshop, events);
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < STOPS; i++) {
            WorkerProcess worker = WorkerProcess.start(workshop, "worker", "--set", "runfolio.shutdown-grace=3s");
            List<Double> times = toTheMoment(worker, i % 4, random);
            long start = System.nanoTime();
            int code = worker.stop();
            times.add((System.nanoTime() - start) / 1e9);
            if (code != SIGTERM) {
                wrong.add("stop " + i + " ended with " + code);
            }
            Processes.below(folder).forEach(process -> wrong.add("still runs: " + process));
            wrong.addAll(oracle.atAnyMoment());
        }
        wrong.addAll(Counted.drain(workshop, events, 0));
        wrong.addAll(oracle.atTheEnd());

        System.out.printf(
                "seed %d: %d stops; idle: %s; busy, with a grace of %.0f s: %s%n",
                SEED, STOPS, figures(idle), GRACE, figures(busy));
        assertThat(wrong).isEmpty();
        assertThat(idle).allSatisfy(time -> assertThat(time).isLessThan(PROMPT + MARGIN));
        assertThat(busy).allSatisfy(time -> assertThat(time).isLessThan(GRACE + PROMPT + MARGIN));
    }

    /** Waits until the worker is to be stopped, and returns the list that its time belongs to. */
    private List<Double> toTheMoment(WorkerProcess worker, int kind, Random random) {
        switch (kind) {
            case 0 -> {
                settle(worker);
                return idle;
            }
            case 1 -> events.drop(5);
            case 2 -> {
                events.dropSlow();
                events.drop(3);
            }
            default -> {
                events.drop(2);
                worker.livesFor(Duration.ofMillis(random.nextInt(2_500)));
                return busy;
            }
        }
        InFlight.await(worker, workshop, 0);
        worker.livesFor(Duration.ofMillis(random.nextInt(400)));
        return busy;
    }

    private void settle(WorkerProcess worker) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (Counted.ended(workshop) < events.count() && worker.isAlive() && System.nanoTime() < end) {
            worker.livesFor(Duration.ofMillis(50));
        }
        events.drop(1);
        while (Counted.ended(workshop) < events.count() && worker.isAlive() && System.nanoTime() < end) {
            worker.livesFor(Duration.ofMillis(50));
        }
        worker.livesFor(Duration.ofMillis(300)); // the counters of the last event go on
    }

    private static String figures(List<Double> times) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return String.format(
                "%d, median %.2f s, longest %.2f s",
                sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }
}

package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker process receives SIGTERM: idle, busy, and at any moment of its start. The short form does each once,
 * {@code -Drunfolio.long=true} 200 times in all. An idle worker should end within 2 s and a busy one within its grace
 * and 2 s. The test allows 6 s more, and the short form 30 s, as it runs beside others. The figures are printed.
 */
class ShutdownIT {
    private static final boolean LONG = Boolean.getBoolean("runfolio.long");
    private static final long SEED = Long.getLong("runfolio.seed", 20260326);
    private static final int STOPS = Integer.getInteger("runfolio.stops", LONG ? 200 : 4);
    private static final double GRACE = 3;
    private static final double PROMPT = 2;
    private static final double MARGIN = LONG ? 6 : 30;
    private static final int SIGTERM = 143;

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private EventStream events;
    private final List<Double> idle = new ArrayList<>();
    private final List<Double> busy = new ArrayList<>();

    @Test
    void a_stopped_worker_ends_in_time_without_a_loss_or_a_refusal() {
        testWorkspace = new TestWorkspace(folder);
        events = new EventStream(testWorkspace, SEED);
        Oracle oracle = new Oracle(testWorkspace, events);
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < STOPS; i++) {
            WorkerProcess worker = WorkerProcess.start(testWorkspace, "worker", "--set", "runfolio.shutdown-grace=3s");
            List<Double> times = toTheMoment(worker, i % 4, random);
            long start = System.nanoTime();
            int code = worker.stop();
            times.add((System.nanoTime() - start) / 1e9);
            if (code != SIGTERM) {
                wrong.add("stop " + i + " ended with " + code);
            }
            ProcessTable.leftBelow(folder).forEach(process -> wrong.add("still runs: " + process));
            wrong.addAll(oracle.atAnyMoment());
        }
        wrong.addAll(CounterCheck.drain(testWorkspace, events, 0));
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
                worker.waitUpTo(Duration.ofMillis(random.nextInt(2_500)));
                return busy;
            }
        }
        RunsInFlight.await(worker, testWorkspace, 0);
        worker.waitUpTo(Duration.ofMillis(random.nextInt(400)));
        return busy;
    }

    private void settle(WorkerProcess worker) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (CounterCheck.ended(testWorkspace) < events.count() && worker.isAlive() && System.nanoTime() < end) {
            worker.waitUpTo(Duration.ofMillis(50));
        }
        events.drop(1);
        while (CounterCheck.ended(testWorkspace) < events.count() && worker.isAlive() && System.nanoTime() < end) {
            worker.waitUpTo(Duration.ofMillis(50));
        }
        worker.waitUpTo(Duration.ofMillis(300)); // the counters of the last event go on
    }

    private static String figures(List<Double> times) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return String.format(
                "%d, median %.2f s, longest %.2f s",
                sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }
}

package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three worker processes on one inbox and one outputs folder. In each cycle one of them is killed or stopped, and
 * another is started, while the others continue.
 */
class SeveralWorkersIT {
    private static final boolean LONG = Boolean.getBoolean("runfolio.long");
    private static final long SEED = Long.getLong("runfolio.seed", 20260326);
    private static final int WORKERS = 3;
    private static final int CYCLES = Integer.getInteger("runfolio.cycles", LONG ? 100 : 4);
    private static final int EVENTS_A_CYCLE = 12;
    private static final String PATIENT = "runfolio.max-attempts=100";
    /** Workers look for dead ones every five seconds. */
    private static final Duration TAKEN_OVER = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void each_event_is_bundled_once_while_workers_start_and_end() {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        EventStream events = new EventStream(testWorkspace, SEED);
        Oracle oracle = new Oracle(testWorkspace, events);
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        List<WorkerProcess> workers = new ArrayList<>(IntStream.range(0, WORKERS)
                .mapToObj(i -> WorkerProcess.start(testWorkspace, "worker", "--set", PATIENT))
                .toList());
        int kills = 0;
        int inherited = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            events.drop(EVENTS_A_CYCLE);
            WorkerProcess one = workers.remove(random.nextInt(WORKERS));
            RunsInFlight.await(one, testWorkspace, 0);
            one.waitUpTo(Duration.ofMillis(random.nextInt(300)));
            if (random.nextInt(3) == 0) {
                one.stop();
            } else {
                one.kill();
                kills++;
                inherited += claims(testWorkspace, one).size();
            }
            wrong.addAll(oracle.atAnyMoment());
            awaitTakenOver(testWorkspace, one, workers).ifPresent(wrong::add);
            workers.add(WorkerProcess.start(testWorkspace, "worker", "--set", PATIENT));
        }
        workers.forEach(worker -> {
            if (worker.stop() != 143) {
                wrong.add("a worker ended by itself");
            }
        });
        wrong.addAll(CounterCheck.drain(testWorkspace, events, 0, PATIENT));
        wrong.addAll(oracle.atTheEnd());

        System.out.printf(
                "seed %d: %d workers, %d cycles, %d kills, %d claims of the dead taken over; %d events, %d bundles%n",
                SEED,
                WORKERS,
                CYCLES,
                kills,
                inherited,
                events.count(),
                testWorkspace.bundles().size());
        assertThat(wrong).isEmpty();
    }

    /** Waits until living workers have taken what a dead one had claimed; no new one is started meanwhile. */
    private static Optional<String> awaitTakenOver(
            TestWorkspace testWorkspace, WorkerProcess dead, List<WorkerProcess> living) {
        long end = System.nanoTime() + TAKEN_OVER.toNanos();
        while (!claims(testWorkspace, dead).isEmpty() && System.nanoTime() < end) {
            living.get(0).waitUpTo(Duration.ofMillis(50));
        }
        Set<String> left = claims(testWorkspace, dead);
        if (!living.stream().allMatch(WorkerProcess::isAlive)) {
            return Optional.of("a worker ended when another one did");
        }
        return left.isEmpty() ? Optional.empty() : Optional.of("claims of a dead worker are not taken over: " + left);
    }

    private static Set<String> claims(TestWorkspace testWorkspace, WorkerProcess worker) {
        return Oracle.list(testWorkspace.inbox.resolve(".work")).stream()
                .filter(Files::isDirectory)
                .filter(place -> place.getFileName().toString().contains("-" + worker.pid() + "-"))
                .flatMap(place -> Oracle.list(place).stream())
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

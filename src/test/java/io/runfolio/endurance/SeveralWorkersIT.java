package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.WorkerProcess;
import io.runfolio.Workshop;
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

/** Three worker processes on one inbox and one outputs folder; in each cycle one of them is killed or told to stop, and another is started in its place, while the others go on. */
class SeveralWorkersIT {
    private static final boolean LONG = Boolean.getBoolean("runfolio.long");
    private static final long SEED = Long.getLong("runfolio.seed", 20260326);
    private static final int WORKERS = 3;
    private static final int CYCLES = Integer.getInteger("runfolio.cycles", LONG ? 100 : 6);
    private static final int EVENTS_A_CYCLE = 12;
    private static final String PATIENT = "runfolio.max-attempts=100";
    /** Workers look for dead ones every five seconds. */
    private static final Duration TAKEN_OVER = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void each_event_is_bundled_once_while_workers_come_and_go() {
        Workshop workshop = new Workshop(folder);
        EventStream events = new EventStream(workshop, SEED);
        Oracle oracle = new Oracle(workshop, events);
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        List<WorkerProcess> workers = new ArrayList<>(IntStream.range(0, WORKERS)
                .mapToObj(i -> WorkerProcess.start(workshop, "worker", "--set", PATIENT))
                .toList());
        int kills = 0;
        int inherited = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            events.drop(EVENTS_A_CYCLE);
            WorkerProcess one = workers.remove(random.nextInt(WORKERS));
            InFlight.await(one, workshop, 0);
            one.livesFor(Duration.ofMillis(random.nextInt(300)));
            if (random.nextInt(3) == 0) {
                one.stop();
            } else {
                one.kill();
                kills++;
                inherited += claims(workshop, one).size();
            }
            wrong.addAll(oracle.atAnyMoment());
            awaitTakenOver(workshop, one, workers).ifPresent(wrong::add);
            workers.add(WorkerProcess.start(workshop, "worker", "--set", PATIENT));
        }
        workers.forEach(worker -> {
            if (worker.stop() != 143) {
                wrong.add("a worker ended by itself");
            }
        });
        wrong.addAll(Counted.drain(workshop, events, 0, PATIENT));
        wrong.addAll(oracle.atTheEnd());

        System.out.printf(
                "seed %d: %d workers, %d cycles, %d kills, %d claims of the dead taken over; %d events, %d bundles%n",
                SEED,
                WORKERS,
                CYCLES,
                kills,
                inherited,
                events.count(),
                workshop.bundles().size());
        assertThat(wrong).isEmpty();
    }

    /** Waits until living workers have taken what a dead one had claimed; no new one is started meanwhile. */
    private static Optional<String> awaitTakenOver(Workshop workshop, WorkerProcess dead, List<WorkerProcess> living) {
        long end = System.nanoTime() + TAKEN_OVER.toNanos();
        while (!claims(workshop, dead).isEmpty() && System.nanoTime() < end) {
            living.get(0).livesFor(Duration.ofMillis(50));
        }
        Set<String> left = claims(workshop, dead);
        if (!living.stream().allMatch(WorkerProcess::isAlive)) {
            return Optional.of("a worker ended when another one did");
        }
        return left.isEmpty() ? Optional.empty() : Optional.of("claims of a dead worker are not taken over: " + left);
    }

    private static Set<String> claims(Workshop workshop, WorkerProcess worker) {
        return Oracle.list(workshop.inbox.resolve(".work")).stream()
                .filter(Files::isDirectory)
                .filter(place -> place.getFileName().toString().contains("-" + worker.pid() + "-"))
                .flatMap(place -> Oracle.list(place).stream())
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

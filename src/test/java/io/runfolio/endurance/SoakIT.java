package io.runfolio.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers for twenty minutes over a stream with a hostile event among twenty. One is killed every two minutes and
 * started again; the other lives through, and is looked at every five seconds. Runs with {@code -Drunfolio.long=true}
 * only; {@code -Drunfolio.soak-minutes=N} takes another time.
 */
class SoakIT {
    private static final long SEED = Long.getLong("runfolio.seed", 20260326);
    private static final int MINUTES = Integer.getInteger("runfolio.soak-minutes", 20);
    private static final int EVENTS_A_SECOND = 4;
    private static final int HOSTILE = 20;
    private static final int SECONDS_BETWEEN_KILLS = 120;
    private static final int SECONDS_BETWEEN_SAMPLES = 5;
    /** More than so many events never wait; a machine that is busy otherwise gets fewer. */
    private static final int WAITING = 100;

    private static final String PATIENT = "runfolio.max-attempts=100";

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private EventStream events;
    private HostileEvents hostileEvents;
    private int hostiles;

    @Test
    void memory_threads_and_handles_stay_flat() {
        assumeThat(Boolean.getBoolean("runfolio.long"))
                .as("the long forms are wanted")
                .isTrue();
        assumeThat(Path.of("/proc/self/fd")).as("processes can be looked at").exists();
        testWorkspace = new TestWorkspace(folder);
        hostileEvents = new HostileEvents(testWorkspace);
        events = new EventStream(testWorkspace, SEED);
        Oracle oracle = new Oracle(testWorkspace, events);
        List<String> wrong = new ArrayList<>();
        TimeSeries timeSeries = new TimeSeries();
        WorkerProcess survivor = start();
        WorkerProcess victim = start();
        int kills = 0;
        long start = System.nanoTime();
        for (int second = 1; second <= MINUTES * 60; second++) {
            feed();
            if (second % SECONDS_BETWEEN_SAMPLES == 0) {
                double at = (System.nanoTime() - start) / 1e9;
                ProcessTable.size(survivor.pid()).ifPresent(size -> timeSeries.add(at, size));
            }
            if (second % SECONDS_BETWEEN_KILLS == 0) {
                victim.kill();
                kills++;
                wrong.addAll(oracle.atAnyMoment());
                victim = start();
                System.out.printf("%d min: %s%n", second / 60, told(timeSeries, kills));
            }
            long left = start + second * 1_000_000_000L - System.nanoTime();
            survivor.waitUpTo(Duration.ofNanos(Math.max(0, left)));
        }
        assertThat(survivor.isAlive()).isTrue();
        victim.stop();
        survivor.stop();
        wrong.addAll(CounterCheck.drain(testWorkspace, events, hostiles, PATIENT));
        wrong.addAll(oracle.atTheEnd());

        System.out.printf("%d min: %s%n", MINUTES, told(timeSeries, kills));
        assertThat(wrong).isEmpty();
        assertThat(timeSeries.slope(ProcessTable.Size::rss) * MINUTES)
                .as("MiB of growth")
                .isLessThan(64);
        assertThat(timeSeries.slope(ProcessTable.Size::threads) * MINUTES)
                .as("threads more")
                .isLessThan(5);
        assertThat(timeSeries.slope(ProcessTable.Size::handles) * MINUTES)
                .as("handles more")
                .isLessThan(10);
    }

    private WorkerProcess start() {
        return WorkerProcess.start(testWorkspace, "worker", "--set", PATIENT);
    }

    private void feed() {
        for (int i = 0; i < EVENTS_A_SECOND && testWorkspace.events("").size() < WAITING; i++) {
            if ((events.count() + hostiles) % HOSTILE == HOSTILE - 1) {
                hostileEvents.drop();
                hostiles++;
            } else {
                events.drop();
            }
        }
    }

    private String told(TimeSeries timeSeries, int kills) {
        return String.format(
                "%d events, %d of them hostile, %d bundles, %d kills; %d samples; RSS MiB %s; threads %s; handles %s",
                events.count() + hostiles,
                hostiles,
                testWorkspace.bundles().size(),
                kills,
                timeSeries.count(),
                timeSeries.figures(ProcessTable.Size::rss),
                timeSeries.figures(ProcessTable.Size::threads),
                timeSeries.figures(ProcessTable.Size::handles));
    }
}

package io.runfolio.endurance;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs in progress, counted by their staging folders. */
final class RunsInFlight {
    private static final Duration STEP = Duration.ofMillis(25);

    private RunsInFlight() {}

    /** Returns how many runs are begun and not visible yet, those of dead workers included. */
    static long in(TestWorkspace testWorkspace) {
        return runs(testWorkspace, "");
    }

    /**
     * Waits until a number of further events is done and a run is in progress. Returns earlier if the worker ends or no
     * event is left, and after two minutes.
     */
    static void await(WorkerProcess worker, TestWorkspace testWorkspace, int more) {
        int enough = CounterCheck.ended(testWorkspace) + more;
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (worker.isAlive()
                && waiting(testWorkspace) > 0
                && (CounterCheck.ended(testWorkspace) < enough || runs(testWorkspace, "-" + worker.pid() + "-") == 0)
                && System.nanoTime() < end) {
            worker.waitUpTo(STEP);
        }
    }

    private static long waiting(TestWorkspace testWorkspace) {
        long claimed = Oracle.list(testWorkspace.inbox.resolve(".work")).stream()
                .mapToLong(RunsInFlight::children)
                .sum();
        return claimed
                + Oracle.list(testWorkspace.inbox).stream()
                        .filter(file -> file.toString().endsWith(".json"))
                        .count();
    }

    private static long runs(TestWorkspace testWorkspace, String owner) {
        List<Path> owners = Oracle.list(testWorkspace.outputs.resolve(".runfolio/staging"));
        return owners.stream()
                .filter(folder -> folder.getFileName().toString().contains(owner))
                .mapToLong(RunsInFlight::children)
                .sum();
    }

    private static long children(Path folder) {
        try (var files = Files.list(folder)) {
            return files.count();
        } catch (java.io.IOException | java.io.UncheckedIOException e) {
            return 0; // it has gone meanwhile
        }
    }
}

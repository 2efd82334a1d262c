package io.runfolio.endurance;

import io.runfolio.WorkerProcess;
import io.runfolio.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What workers are just doing, by what stands in staging. */
final class InFlight {
    private static final Duration STEP = Duration.ofMillis(25);

    private InFlight() {}

    /** Returns how many runs are begun and not visible yet, those of dead workers included. */
    static long in(Workshop workshop) {
        return runs(workshop, "");
    }

    /** Waits until so many more events are at their end and the worker has a run under way, or it ends, or no event is left, or two minutes are over. */
    static void await(WorkerProcess worker, Workshop workshop, int more) {
        int enough = Counted.ended(workshop) + more;
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (worker.isAlive()
                && waiting(workshop) > 0
                && (Counted.ended(workshop) < enough || runs(workshop, "-" + worker.pid() + "-") == 0)
                && System.nanoTime() < end) {
            worker.livesFor(STEP);
        }
    }

    private static long waiting(Workshop workshop) {
        long claimed = Oracle.list(workshop.inbox.resolve(".work")).stream()
                .mapToLong(InFlight::children)
                .sum();
        return claimed
                + Oracle.list(workshop.inbox).stream()
                        .filter(file -> file.toString().endsWith(".json"))
                        .count();
    }

    private static long runs(Workshop workshop, String owner) {
        List<Path> owners = Oracle.list(workshop.outputs.resolve(".runfolio/staging"));
        return owners.stream()
                .filter(folder -> folder.getFileName().toString().contains(owner))
                .mapToLong(InFlight::children)
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

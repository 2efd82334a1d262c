package io.runfolio.index;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.RunIds;
import io.runfolio.run.EventOrigin;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Run ids of bundles that are installed. They are kept until the lines of a bundle are written, so that a sibling that
 * gets the event after a crash finds the bundle. Thread-safe.
 */
public final class ImportReservations {
    private final RunIds runIds;
    private final AliveMarks aliveMarks;

    public ImportReservations(Coordination coordination) {
        runIds = coordination.runIds();
        aliveMarks = coordination.aliveMarks();
    }

    /**
     * Reserves a run id, or returns the reservation of a dead process. That one is used as it is: to replace it could
     * remove the new one of a worker that clears up after the same process.
     *
     * @param staged folder of the bundle, below the folder of its owner
     * @return empty if the run id is taken
     */
    public Optional<Reservation> reserve(Path staged, Optional<EventOrigin> origin) {
        String runId = staged.getFileName().toString();
        Reservation wanted =
                new Reservation(runId, staged.getParent().getFileName().toString(), origin);
        if (runIds.reserve(wanted.runId(), wanted.owner(), wanted.origin())) {
            return Optional.of(wanted);
        }
        return runIds.all().stream()
                .filter(taken ->
                        taken.runId().equals(runId) && !taken.owner().isEmpty() && !aliveMarks.isAlive(taken.owner()))
                .findFirst();
    }

    /** Releases a run id whose lines are written, or that is not installed. */
    public void release(Reservation reservation) {
        runIds.release(reservation);
    }
}

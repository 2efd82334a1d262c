package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.EventOrigin;
import io.runfolio.bundle.Reservation;
import io.runfolio.bundle.ReservationFiles;
import io.runfolio.run.Durable;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Completes runs whose bundle is visible and whose lines may be missing, as their worker died or failed in between.
 * Every step may be repeated, also by several workers at once. Safe for use by several threads.
 */
public final class PendingRuns {
    private final BundleLayout layout;
    private final BundleReader bundles;
    private final ReservationFiles reservations;
    private final RunIndex index;
    private final EventLedger events;

    public PendingRuns(BundleLayout layout, RunIndex index, EventLedger events) {
        this.layout = layout;
        this.bundles = new BundleReader(layout);
        this.reservations = new ReservationFiles(layout);
        this.index = index;
        this.events = events;
    }

    /**
     * Returns the run that an event became, after completing a run of that event that is pending. The caller holds the
     * event's lock.
     *
     * @throws io.runfolio.run.UnreadableRecordException if a pending bundle cannot be read; it must not be made again
     */
    public Optional<EventLedger.Known> find(String eventId) {
        // Reservations first: one that has gone was released after its event line was written, so the ledger has it.
        for (Reservation reservation : reservations.all()) {
            if (reservation.mayBeOf(eventId)) {
                completeFor(reservation);
            }
        }
        return known(eventId);
    }

    /** A bundle of which nobody knows the event must not hold up all others when it cannot be read. */
    private void completeFor(Reservation reservation) {
        try {
            complete(reservation);
        } catch (UnreadableRecordException e) {
            if (reservation.origin().isPresent()) {
                throw e;
            }
        }
    }

    /** As {@link #find}, without completing anything; for a dry run. */
    public Optional<String> look(String eventId) {
        return reservations.all().stream()
                .filter(reservation -> reservation.mayBeOf(eventId))
                .filter(reservation -> bundles.find(reservation.runId())
                        .flatMap(bundle -> origin(reservation, bundle))
                        .filter(event -> event.eventId().equals(eventId))
                        .isPresent())
                .map(Reservation::runId)
                .findFirst()
                .or(() -> known(eventId).map(EventLedger.Known::runId));
    }

    private Optional<EventOrigin> origin(Reservation reservation, Path bundle) {
        return reservation.origin().or(() -> bundles.origin(bundles.run(bundle)));
    }

    private Optional<EventLedger.Known> known(String eventId) {
        // A bundle that people have deleted does not count: its event may come again.
        return events.find(eventId).filter(known -> bundles.find(known.runId()).isPresent());
    }

    /**
     * Completes the visible runs of a worker that is dead or ends, and frees their ids. Other ids are left to the
     * caller.
     *
     * @throws UnreadableRecordException after all others were completed, if a bundle cannot be read
     */
    public void completeAllOf(String owner) {
        Optional<UnreadableRecordException> unreadable = Optional.empty();
        for (Reservation reservation : reservations.all()) {
            if (reservation.owner().equals(owner)) {
                try {
                    complete(reservation);
                } catch (UnreadableRecordException e) {
                    unreadable = Optional.of(e);
                }
            }
        }
        if (unreadable.isPresent()) {
            throw unreadable.get();
        }
    }

    /** Frees the id of a run that has both lines. */
    public void release(String runId) {
        reservations.release(runId);
    }

    private void complete(Reservation reservation) {
        Optional<Path> visible = bundles.find(reservation.runId());
        if (visible.isEmpty()) {
            return;
        }
        Path bundle = visible.get();
        force(bundle.getParent());
        index.append(RunIndexEntry.of(bundles.manifest(bundle)).at(layout.relative(bundle)));
        origin(reservation, bundle).ifPresent(event -> events.append(event, reservation.runId()));
        reservations.release(reservation.runId());
    }

    /** The worker may have died after the rename and before the flush of its folder; a line must not outlast it. */
    private static void force(Path day) {
        try {
            Durable.forceFolder(day);
        } catch (IOException e) {
            throw StorageErrors.translate(e, day + " could not be flushed");
        }
    }
}

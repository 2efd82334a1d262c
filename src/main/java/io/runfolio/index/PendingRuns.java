package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Staging;
import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.RunIds;
import io.runfolio.coordination.SealRecord;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunIndexEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Completes sealed runs whose lines may be missing, as their worker died or failed after sealing. Every step can be
 * repeated, also by several workers at once. Thread-safe.
 */
public final class PendingRuns {
    private final BundleLayout layout;
    private final BundleReader bundles;
    private final RunIds reservations;
    private final RunIndex index;
    private final ProcessedEvents events;
    private final IndexPublisher publisher;

    public PendingRuns(BundleLayout layout, RunIndex index, ProcessedEvents events) {
        this.layout = layout;
        this.bundles = new BundleReader(layout);
        this.reservations = layout.coordination().runIds();
        this.index = index;
        this.events = events;
        this.publisher = new IndexPublisher(layout, index);
    }

    /** Returns the publisher of the index lines. */
    public IndexPublisher publisher() {
        return publisher;
    }

    /**
     * Returns the run of an event, after completing a pending run of it. The caller holds the event's lock.
     *
     * @throws io.runfolio.json.UnreadableRecordException if a pending bundle cannot be read; the event must not be
     *     bundled again
     */
    public Optional<ProcessedEvents.ProcessedEvent> find(String eventId) {
        layout.coordination().storeLog().flatMap(log -> log.sealOf(eventId)).ifPresent(this::arrive);
        // reservations are read first: one is released after its event line was written
        for (Reservation reservation : reservations.ofEvent(eventId)) {
            revoke(reservation);
            completeFor(reservation);
        }
        return known(eventId);
    }

    /**
     * Brings a sealed run into a working copy: its bundle, then its lines in index and list of events. A run that is
     * here already is left as it is.
     *
     * @return whether the bundle is here; it is not if it was deleted from the store
     */
    public boolean arrive(SealRecord seal) {
        Optional<RunIndexEntry> entry = IndexLineReader.entry(seal.indexLine().getBytes(StandardCharsets.UTF_8));
        if (entry.isEmpty() || !layout.store().fetch(String.valueOf(entry.get().runPath()))) {
            return false;
        }
        index.append(entry.get());
        seal.event().ifPresent(event -> events.append(event, seal.runId()));
        return true;
    }

    /** Takes an attempt away from a worker that has lost its claim. Its bundle cannot become visible later. */
    private void revoke(Reservation attempt) {
        if (attempt.origin().isPresent() && layout.coordination().seals().isPresent()) {
            Staging.revoke(layout, attempt);
        }
    }

    /** Completes a run; an unreadable bundle with an unknown event does not block the others. */
    private void completeFor(Reservation reservation) {
        try {
            complete(reservation);
        } catch (UnreadableRecordException e) {
            if (reservation.origin().isPresent()) {
                throw e;
            }
        }
    }

    /** Returns the run of an event without completing it, for a dry run. */
    public Optional<String> peek(String eventId) {
        return reservations.ofEvent(eventId).stream()
                .filter(reservation -> bundles.find(reservation.runId())
                        .flatMap(bundle -> origin(reservation, bundle))
                        .filter(event -> event.eventId().equals(eventId))
                        .isPresent())
                .map(Reservation::runId)
                .findFirst()
                .or(() -> known(eventId).map(ProcessedEvents.ProcessedEvent::runId));
    }

    private Optional<EventOrigin> origin(Reservation reservation, Path bundle) {
        return reservation.origin().or(() -> bundles.origin(bundles.run(bundle)));
    }

    private Optional<ProcessedEvents.ProcessedEvent> known(String eventId) {
        // the event of a deleted bundle may be bundled again
        return events.find(eventId)
                .filter(processedEvent -> bundles.find(processedEvent.runId()).isPresent());
    }

    /**
     * Completes the sealed runs of a dead or ending worker, and releases their ids. Other ids are left to the caller.
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

    private void complete(Reservation reservation) {
        Optional<Path> visible = bundles.find(reservation.runId());
        if (visible.isEmpty()) {
            return;
        }
        Path bundle = visible.get();
        force(bundle.getParent());
        RunIndexEntry entry = RunIndexEntry.of(bundles.manifest(bundle)).withRunPath(layout.relative(bundle));
        Optional<EventOrigin> origin = origin(reservation, bundle);
        if (origin.isPresent()) {
            publisher.publish(origin.get(), entry);
            events.append(origin.get(), reservation.runId());
        } else {
            index.append(entry);
        }
        reservations.release(reservation);
    }

    /** Flushes the day's folder, as the worker may have died before; a line must not outlive its bundle. */
    private static void force(Path day) {
        try {
            DurableFiles.forceFolder(day);
        } catch (IOException e) {
            throw StorageErrors.translate(e, day + " could not be flushed");
        }
    }
}

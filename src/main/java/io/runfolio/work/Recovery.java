package io.runfolio.work;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RenditionCache;
import io.runfolio.bundle.Staging;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.Reservation;
import io.runfolio.fetch.SourceFetches;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.index.IndexRepair;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.RunIndex;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.work.redo.RedoLeftovers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers what crashed workers left in the outputs folder.
 *
 * <p>Torn lines are quarantined, bundles without lines get them, and unfinished runs are removed.
 */
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final BundleLayout layout;
    private final String worker;
    private final Staging staging;
    private final BundleReader reader;
    private final RunIndex index;
    private final ProcessedEvents events;
    private final PendingRuns pending;
    private final AliveMarks alive;
    private final SourceFetches fetches;
    private final TranscodeCheckpoints checkpoints;
    /** Owners of unreadable bundles, each logged once, as recovery runs every few seconds. */
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    private volatile boolean failed;

    public Recovery(
            BundleLayout layout,
            String worker,
            Staging staging,
            BundleReader reader,
            RunIndex index,
            ProcessedEvents events,
            PendingRuns pending,
            AliveMarks alive,
            SourceFetches fetches,
            TranscodeCheckpoints checkpoints) {
        this.layout = layout;
        this.worker = worker;
        this.staging = staging;
        this.reader = reader;
        this.index = index;
        this.events = events;
        this.pending = pending;
        this.alive = alive;
        this.fetches = fetches;
        this.checkpoints = checkpoints;
    }

    /** Recovers everything, once, before the first event is claimed. */
    public void atStart() {
        index.quarantineTail();
        events.repairTail();
        index.problems().forEach(problem -> LOG.warn("{}", problem));
        clearDead();
        restore();
        fetches.sweep(eventId -> events.find(eventId).isPresent());
        checkpoints.sweep(eventId -> events.find(eventId).isPresent());
    }

    /**
     * Publishes the visible bundles of dead workers before their events are processed again.
     *
     * @param takenOver claims of workers that are dead
     * @return the same claims
     */
    public List<Claim> beforeTakingOver(List<Claim> takenOver) {
        try {
            if (!takenOver.isEmpty()) {
                LOG.info("taking over {} events of dead workers", takenOver.size());
                restore();
            }
            pending.publisher().publishAll();
            clearDead();
            failed = false;
        } catch (StorageException e) {
            // This worker has the claims, and looks up each event again when it is admitted.
            if (!failed) {
                LOG.warn("leftovers of dead workers cannot be removed yet: {}", e.getMessage());
            }
            failed = true;
        }
        return takenOver;
    }

    private void clearDead() {
        staging.owners().stream().filter(this::isDead).forEach(owner -> {
            if (complete(owner)) {
                LOG.info("removing leftovers of the dead worker {}", owner);
            }
            RedoLeftovers.sweep(layout, owner);
            staging.discardAllOf(owner);
        });
        staging.sweep();
        new RenditionCache(layout).sweep();
        alive.removeOrphans();
    }

    /** Writes the lines of a dead worker's visible bundles. Returns false if one cannot be read and stays reserved. */
    private boolean complete(String deadOwner) {
        try {
            pending.completeAllOf(deadOwner);
            return true;
        } catch (UnreadableRecordException e) {
            if (named.add(deadOwner)) {
                LOG.warn("a bundle of the dead worker {} has no index line yet: {}", deadOwner, e.getMessage());
            }
            return false;
        }
    }

    /** Writes the missing lines of this worker, as it stops; what fails is left to the next worker. */
    public void atEnd() {
        try {
            pending.completeAllOf(worker);
        } catch (RunfolioException e) {
            LOG.warn("a bundle has no index line yet; the next worker writes it: {}", e.getMessage());
        }
    }

    /** Returns what crashed workers have left, as sentences; changes nothing. */
    public List<String> findings() {
        List<String> findings = new ArrayList<>(index.problems());
        staging.owners().stream()
                .filter(this::isDead)
                .map(owner -> "worker " + owner + " is dead and has left an unfinished run")
                .forEach(findings::add);
        new RenditionCache(layout)
                .leftovers().stream()
                        .map(part -> "an unfinished rendition was left: " + part.getFileName())
                        .forEach(findings::add);
        for (String day : reader.days()) {
            reader.folders(day).stream()
                    .filter(folder -> !index.contains(folder.getFileName().toString()) && BundleReader.isBundle(folder))
                    .map(folder -> "bundle " + folder.getFileName() + " has no line in the index")
                    .forEach(findings::add);
        }
        return findings;
    }

    private boolean isDead(String owner) {
        return !owner.equals(worker) && !alive.isAlive(owner);
    }

    /** Leaves out bundles that a worker is publishing. The order of the log of sealed runs is kept so. */
    private List<Path> withoutUnpublished(List<Path> folders) {
        if (layout.coordination().seals().isEmpty()) {
            return folders;
        }
        Set<String> reserved = layout.coordination().runIds().all().stream()
                .map(Reservation::runId)
                .collect(Collectors.toSet());
        return folders.stream()
                .filter(folder -> !reserved.contains(folder.getFileName().toString()))
                .toList();
    }

    /** Appends the missing index lines and event lines of all visible bundles. */
    public void restore() {
        IndexRepair<?> missingLines = index.startRepair(reader);
        IndexRepair<?> missingOrigins = events.restoring(reader);
        pending.publisher().publishAll();
        for (String day : reader.days()) {
            List<Path> folders = withoutUnpublished(reader.folders(day));
            missingLines.repairDay(folders);
            missingOrigins.repairDay(folders);
        }
        int lines = missingLines.finish();
        int origins = missingOrigins.finish();
        if (lines + origins > 0) {
            LOG.info("restored {} index lines and {} event lines from bundles", lines, origins);
        }
    }
}

package io.runfolio.flow;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RenditionFolder;
import io.runfolio.bundle.Staging;
import io.runfolio.index.EventLedger;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.Restoring;
import io.runfolio.index.RunIndex;
import io.runfolio.intake.Claim;
import io.runfolio.run.AliveLock;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageException;
import io.runfolio.run.UnreadableRecordException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the outputs folder into order after a death: torn tails are set aside, bundles without lines get them, and what was half built is removed. */
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final BundleLayout layout;
    private final String worker;
    private final Staging staging;
    private final BundleReader reader;
    private final RunIndex index;
    private final EventLedger events;
    private final PendingRuns pending;
    /** Unreadable bundles are named once, as the dead are looked for every few seconds. */
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    private volatile boolean failed;

    public Recovery(
            BundleLayout layout,
            String worker,
            Staging staging,
            BundleReader reader,
            RunIndex index,
            EventLedger events,
            PendingRuns pending) {
        this.layout = layout;
        this.worker = worker;
        this.staging = staging;
        this.reader = reader;
        this.index = index;
        this.events = events;
        this.pending = pending;
    }

    /** Done once, before anything is begun. */
    public void atStart() {
        index.repairTail();
        events.repairTail();
        index.problems().forEach(problem -> LOG.warn("{}", problem));
        clearDead();
        restore();
    }

    /**
     * Done before events of dead workers are looked at again: what such a worker had made visible gets its lines first, or its event would be bundled twice.
     *
     * @param takenOver claims of workers that are certainly dead by now
     * @return the same claims
     */
    public List<Claim> beforeTakingOver(List<Claim> takenOver) {
        try {
            if (!takenOver.isEmpty()) {
                LOG.info("taking over {} events of dead workers", takenOver.size());
                restore();
            }
            clearDead();
            failed = false;
        } catch (StorageException e) {
            // The claims are this worker's now, and each is looked up again when it is admitted.
            if (!failed) {
                LOG.warn("what dead workers left cannot be cleared yet: {}", e.getMessage());
            }
            failed = true;
        }
        return takenOver;
    }

    private void clearDead() {
        staging.owners().stream().filter(this::isDead).forEach(owner -> {
            if (complete(owner)) {
                LOG.info("clearing what worker {} left", owner);
            }
            RedoLeftovers.sweep(layout, owner);
            staging.clear(owner);
        });
        staging.clearOwnerless();
        new RenditionFolder(layout).sweep();
        AliveLock.clear(layout.locks(), BundleLayout.ALIVE_SUFFIX);
    }

    /** Writes the lines of a dead worker's visible bundles; false if one cannot be read and stays reserved. */
    private boolean complete(String deadOwner) {
        try {
            pending.completeAllOf(deadOwner);
            return true;
        } catch (UnreadableRecordException e) {
            if (named.add(deadOwner)) {
                LOG.warn("a bundle that worker {} left has no line yet: {}", deadOwner, e.getMessage());
            }
            return false;
        }
    }

    /** Writes lines that this worker still owes, as it ends; what fails is left to the next worker. */
    public void atEnd() {
        try {
            pending.completeAllOf(worker);
        } catch (RunfolioException e) {
            LOG.warn("a bundle is left without its line, which the next worker writes: {}", e.getMessage());
        }
    }

    /** Returns what a death has left, in sentences; changes nothing. */
    public List<String> findings() {
        List<String> findings = new ArrayList<>(index.problems());
        staging.owners().stream()
                .filter(this::isDead)
                .map(owner -> "worker " + owner + " is dead and has left an unfinished run")
                .forEach(findings::add);
        new RenditionFolder(layout)
                .leftovers().stream()
                        .map(part -> "an unfinished rendition was left: " + part.getFileName())
                        .forEach(findings::add);
        for (Path day : reader.days()) {
            reader.folders(day).stream()
                    .filter(folder -> !index.contains(folder.getFileName().toString()) && BundleReader.isBundle(folder))
                    .map(folder -> "bundle " + folder.getFileName() + " has no line in the index")
                    .forEach(findings::add);
        }
        return findings;
    }

    private boolean isDead(String owner) {
        return !owner.equals(worker) && !AliveLock.isHeld(layout.alive(owner));
    }

    /** Gives every visible bundle that lacks one its index line and its event line. */
    public void restore() {
        Restoring<?> missingLines = index.restoring(reader);
        Restoring<?> missingOrigins = events.restoring(reader);
        for (Path day : reader.days()) {
            List<Path> folders = reader.folders(day);
            missingLines.look(folders);
            missingOrigins.look(folders);
        }
        int lines = missingLines.end();
        int origins = missingOrigins.end();
        if (lines + origins > 0) {
            LOG.info("restored {} index lines and {} event lines from bundles", lines, origins);
        }
    }
}

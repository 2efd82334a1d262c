package io.runfolio.bundle;

import io.runfolio.run.Durable;
import io.runfolio.run.RunRequest;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where one worker's runs are built, out of every reader's sight. Safe for use by several threads; several workers, also in other processes, may share the outputs folder.
 *
 * <p>Every method throws {@link io.runfolio.run.StorageFullException} when no room is left, {@link io.runfolio.run.StorageException} when the disk fails otherwise, and
 * {@link io.runfolio.run.InterruptedRunException} when the thread was told to stop.
 */
public final class Staging {
    private final BundleLayout layout;
    private final String workerId;
    private final Clock clock;
    private final Reservations reservations;

    /**
     * @param layout where things stand
     * @param workerId a name that no other living worker has, fit for a folder
     * @param clock tells when a run was made whose event does not
     */
    public Staging(BundleLayout layout, String workerId, Clock clock) {
        this.layout = layout;
        this.workerId = workerId;
        this.clock = clock;
        this.reservations = new Reservations(layout, workerId);
    }

    /** Takes a run id and makes the run's folder, with the five folders in it. */
    public RunDraft open(RunRequest request, EventOrigin origin) {
        OffsetDateTime createdAt = Optional.ofNullable(request.createdAt())
                .orElseGet(() -> OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .truncatedTo(ChronoUnit.MICROS);
        String runId = null;
        try {
            runId = reservations.take(createdAt, request, origin);
            RunFolder folder = new RunFolder(layout.staging(workerId, runId));
            folder.createFolders();
            return new RunDraft(runId, createdAt, folder, request, origin, AssetSlot.plan(request));
        } catch (IOException e) {
            giveBack(runId, createdAt, request, e);
            throw StorageErrors.translate(e, "The run could not be opened in " + layout.stagingRoot());
        }
    }

    /** Deletes a run that will not be sealed, and gives its id back. Does nothing for one that is sealed already. */
    public void discard(RunDraft draft) {
        try {
            boolean sealed = !Files.exists(draft.folder().root())
                    && Files.exists(
                            layout.runFolder(draft.createdAt(), draft.runId()).root());
            if (!sealed) {
                Durable.deleteTree(draft.folder().root());
                reservations.giveBack(draft.runId(), draft.createdAt(), draft.request());
            }
        } catch (IOException e) {
            throw StorageErrors.translate(
                    e, "The unfinished run " + draft.folder().root() + " could not be deleted");
        }
    }

    /** Returns the ids of the workers that have, or left, anything in staging. */
    public List<String> owners() {
        try {
            TreeSet<String> owners = new TreeSet<>(reservations.owners().values());
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(layout.stagingRoot())) {
                folders.forEach(folder -> owners.add(folder.getFileName().toString()));
            } catch (NoSuchFileException e) {
                return List.copyOf(owners);
            }
            return List.copyOf(owners);
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.stagingRoot() + " could not be read");
        }
    }

    /**
     * Deletes what a worker that is dead left unfinished, and frees its run ids. The ids of its visible bundles stay
     * taken: they tell which event a bundle without lines is from.
     */
    public void clear(String deadWorkerId) {
        try {
            Durable.deleteTree(layout.staging(deadWorkerId));
            reservations.releaseUnsealedOf(deadWorkerId);
        } catch (IOException e) {
            throw StorageErrors.translate(
                    e, "What worker " + deadWorkerId + " left in " + layout.stagingRoot() + " could not be deleted");
        }
    }

    /** Gives back run ids that were taken by no one: their worker died before it had put its name to them. */
    public void clearOwnerless() {
        try {
            reservations.releaseOwnerless();
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.reservations() + " could not be cleared");
        }
    }

    private void giveBack(String runId, OffsetDateTime createdAt, RunRequest request, IOException cause) {
        if (runId == null) {
            return;
        }
        try {
            Durable.deleteTree(layout.staging(workerId, runId));
            reservations.giveBack(runId, createdAt, request);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}

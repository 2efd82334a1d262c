package io.runfolio.bundle;

import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.RunIds;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.SecretMask;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunRequest;
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
 * Staging folder of one worker, in which runs are built before sealing. Thread-safe; several workers and processes may
 * share the outputs folder.
 *
 * <p>All methods throw {@link io.runfolio.files.StorageFullException} if no space is left,
 * {@link io.runfolio.files.StorageException} on another I/O error, and
 * {@link io.runfolio.files.InterruptedRunException} if the thread was interrupted.
 */
public final class Staging {
    private static final String REVOKED_PREFIX = ".revoked-";
    private static final int RANDOM_BYTES = 6;

    private final BundleLayout layout;
    private final String workerId;
    private final Clock clock;
    private final RunIds runIds;
    private final Reservations reservations;
    private final RunSecretMasker secrets;

    /** Creates a staging area that masks the built-in secrets. */
    public Staging(BundleLayout layout, String workerId, Clock clock) {
        this(layout, workerId, clock, SecretMask.standard());
    }

    /**
     * @param layout paths of the outputs folder
     * @param workerId unique name of the worker, valid as a folder name
     * @param clock clock for runs whose events have no time
     * @param mask masks secrets in the fields that name a run
     */
    public Staging(BundleLayout layout, String workerId, Clock clock, SecretMask mask) {
        this.layout = layout;
        this.workerId = workerId;
        this.clock = clock;
        this.runIds = layout.coordination().runIds();
        this.reservations = new Reservations(layout, runIds, workerId);
        this.secrets = new RunSecretMasker(mask);
    }

    /** Reserves a run id and creates the run's folder. */
    public RunDraft open(RunRequest unmasked, EventOrigin origin) {
        RunRequest request = secrets.names(unmasked);
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
            giveBack(runId, createdAt, request, origin, e);
            throw StorageErrors.translate(e, "The run could not be opened in " + layout.stagingRoot());
        }
    }

    /** Deletes a run that will not be sealed, and releases its id. A sealed run is left unchanged. */
    public void discard(RunDraft draft) {
        try {
            boolean sealed = !Files.exists(draft.folder().root())
                    && Files.exists(
                            layout.runFolder(draft.createdAt(), draft.runId()).root());
            if (!sealed) {
                DurableFiles.deleteTree(draft.folder().root());
                reservations.giveBack(draft.runId(), draft.createdAt(), draft.request(), draft.origin());
            }
        } catch (IOException e) {
            throw StorageErrors.translate(
                    e, "The unfinished run " + draft.folder().root() + " could not be deleted");
        } finally {
            reservations.end(draft.runId());
        }
    }

    /** Releases the id of a run of this worker that is sealed and has both lines. */
    public void release(String runId, EventOrigin origin) {
        reservations.release(runId, origin);
    }

    /** Returns the ids of all workers with staged runs or reserved ids. */
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
     * Deletes the unfinished runs of a dead worker, and releases their ids. The ids of its sealed bundles stay
     * reserved: they record the event of a bundle without lines.
     */
    public void discardAllOf(String deadWorkerId) {
        try {
            // listed first: a worker that wakes now keeps what it reserves from now on
            List<Reservation> taken = reservations.of(deadWorkerId);
            revoke(layout, layout.staging(deadWorkerId));
            reservations.unsealed(taken).forEach(runIds::release);
        } catch (IOException e) {
            throw StorageErrors.translate(
                    e,
                    "The unfinished runs of worker " + deadWorkerId + " in " + layout.stagingRoot()
                            + " could not be deleted");
        }
    }

    /** Releases run ids that nobody else releases, and removes what was staged for them. */
    public void sweep() {
        runIds.sweep(workerId);
        for (Reservation forgotten : reservations.forgotten()) {
            revoke(layout, forgotten);
            runIds.release(forgotten);
        }
    }

    private void giveBack(
            String runId, OffsetDateTime createdAt, RunRequest request, EventOrigin origin, IOException cause) {
        if (runId == null) {
            return;
        }
        try {
            DurableFiles.deleteTree(layout.staging(workerId, runId));
            reservations.giveBack(runId, createdAt, request, origin);
        } catch (IOException e) {
            cause.addSuppressed(e);
        } finally {
            reservations.end(runId);
        }
    }

    /**
     * Takes away the staging folder of another attempt's run. Afterwards its bundle is visible or never will be.
     *
     * <p>The folder is renamed before it is deleted: from then on the rename that seals it fails, also if its worker
     * was frozen just before that rename.
     */
    public static void revoke(BundleLayout layout, Reservation attempt) {
        try {
            revoke(layout, layout.staging(attempt.owner(), attempt.runId()));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The unfinished run " + attempt.runId() + " could not be taken away");
        }
    }

    /**
     * Takes away all other attempts at an event, before the bundle of this one becomes visible.
     *
     * @throws ClaimLostException if the bundle of another attempt is visible
     */
    static void revokeOthers(BundleLayout layout, String eventId, String runId) {
        for (Reservation other : layout.coordination().runIds().ofEvent(eventId)) {
            if (other.runId().equals(runId) || other.origin().isEmpty()) {
                continue;
            }
            revoke(layout, other);
            if (layout.store().find(other.runId()).isPresent()) {
                throw new ClaimLostException("The event was bundled as " + other.runId() + " by another attempt.");
            }
        }
    }

    /** Renames a folder below the staging folders, then deletes it; does nothing if it is missing. */
    private static void revoke(BundleLayout layout, Path staged) throws IOException {
        if (Files.notExists(staged)) {
            return;
        }
        Path revoked = layout.stagingRoot().resolve(REVOKED_PREFIX + RandomIds.hex(RANDOM_BYTES));
        try {
            DurableFiles.moveAtomically(staged, revoked);
        } catch (NoSuchFileException e) {
            return; // it was sealed, or another worker was quicker
        }
        DurableFiles.deleteTree(revoked);
    }
}

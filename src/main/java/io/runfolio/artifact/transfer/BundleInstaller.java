package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.RunIds;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.lock.Mutex;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.ReviewLogs;
import io.runfolio.index.RunIndex;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunId;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.settings.SettingException;
import io.runfolio.settings.mirror.StoreSettings;
import io.runfolio.store.BundleStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Installs bundles from staging. It verifies them, flushes them, publishes each by one rename and appends its index
 * lines. Conflicting bundles are refused.
 */
final class BundleInstaller {
    /** Lock of imports; no event id begins with NUL. */
    private static final String IMPORTS = "\0imports";

    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}");
    private static final Pattern DAY = Pattern.compile("\\d{4,9}+-\\d{2}-\\d{2}");

    private final BundleLayout layout;
    private final BundleReader bundles;
    private final RunIndex index;
    private final ProcessedEvents events;
    private final PendingRuns pending;
    private final RunIds reservations;
    private final AliveMarks aliveMarks;
    private final EventLocks locks;
    private final ReviewLogs ledgers;
    private final ArtifactOwners owners;
    private final ReturnedFiles returned;

    /** @throws SettingException if the bundles are in an object store */
    BundleInstaller(BundleLayout layout) {
        refuseWorkingCopy(layout);
        this.layout = layout;
        bundles = new BundleReader(layout);
        index = new RunIndex(layout);
        events = new ProcessedEvents(layout);
        pending = new PendingRuns(layout, index, events);
        reservations = layout.coordination().runIds();
        aliveMarks = layout.coordination().aliveMarks();
        locks = layout.coordination().eventLocks();
        ledgers = new ReviewLogs(layout);
        owners = new ArtifactOwners(layout);
        returned = new ReturnedFiles(layout, Clock.systemUTC());
    }

    /** Refuses a working copy of an object store: other hosts would not learn of a new bundle. */
    static void refuseWorkingCopy(BundleLayout layout) {
        if (layout.isWorkingCopy()) {
            throw new SettingException(
                    StoreSettings.KEY,
                    StoreSettings.KEY + "=s3 takes bundles from workers only: import them where it is local");
        }
    }

    /** Returns whether a name is valid for a run's folder. */
    static boolean isRunId(String name) {
        return RUN_ID.matcher(name).matches() && !name.contains("..");
    }

    /** Returns whether a name is valid for a day's folder. */
    static boolean isDay(String name) {
        return DAY.matcher(name).matches();
    }

    /** Returns the day of a run: that of its parent folder, else that of its creation time. */
    static String day(Path folder, RunArtifact run) {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null
                && parent.getFileName() != null
                && isDay(parent.getFileName().toString())) {
            return parent.getFileName().toString();
        }
        return RunId.day(
                CreatedAt.instant(run.createdAt()).orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC));
    }

    /**
     * Installs a bundle.
     *
     * @param staged its folder, named as its run, on the outputs folder's file system; moved if it is installed
     * @param day the day's folder
     * @param dryRun whether to change nothing
     */
    ImportResult install(Path staged, String day, boolean dryRun) throws IOException {
        String runId = staged.getFileName().toString();
        String runPath = day + "/" + runId;
        if (!isDay(day) || !isRunId(runId)) {
            return ImportResult.refused(runId, runPath, "bad_path", "the folder is not named as a run's folder is");
        }
        Optional<String> limit = BundleLimits.findProblem(staged);
        if (limit.isPresent()) {
            return ImportResult.refused(runId, runPath, "too_large", limit.get());
        }
        Optional<String> damage = damage(staged);
        if (damage.isPresent()) {
            return ImportResult.refused(runId, runPath, "damaged", damage.get());
        }
        Optional<EventOrigin> origin = bundles.origin(bundles.run(staged));
        if (origin.isEmpty()) {
            return installLocked(staged, runPath, origin, dryRun);
        }
        try (Mutex.Held held = locks.hold(origin.get().eventId())) {
            return installLocked(staged, runPath, origin, dryRun);
        }
    }

    private ImportResult installLocked(Path staged, String runPath, Optional<EventOrigin> origin, boolean dryRun)
            throws IOException {
        String runId = staged.getFileName().toString();
        Optional<Path> here = bundles.find(runId);
        if (here.isPresent()) {
            String place = layout.relative(here.get());
            BundleTwin twin = new BundleTwin(staged, here.get());
            if (!twin.isSame()) {
                return ImportResult.refused(
                        runId, place, "run_exists", "a run of this id with other contents is here already");
            }
            boolean lacks = twin.hasRemovedFiles();
            if (!dryRun) {
                if (lacks) {
                    returned.bringBack(place, staged, "import");
                }
                appendMissingLines(here.get(), origin);
            }
            String state = !lacks ? ImportResult.KNOWN : dryRun ? ImportResult.WOULD_RESTORE : ImportResult.RESTORED;
            return new ImportResult(runId, place, state, "");
        }
        Optional<String> other = origin.flatMap(event -> dryRun
                ? pending.peek(event.eventId())
                : pending.find(event.eventId()).map(ProcessedEvents.ProcessedEvent::runId));
        if (other.isPresent()) {
            return ImportResult.refused(
                    runId,
                    runPath,
                    "event_exists",
                    "its event was bundled here as " + other.get() + ", with the same artifact ids");
        }
        // one import after the other, so that no two of them bring the same artifact id in
        try (Mutex.Held imports = locks.hold(IMPORTS)) {
            Optional<String> claimed = findIdConflict(staged);
            if (claimed.isPresent()) {
                return ImportResult.refused(runId, runPath, "artifact_id_taken", claimed.get());
            }
            return dryRun
                    ? new ImportResult(runId, runPath, ImportResult.WOULD_ADD, "")
                    : publish(staged, runPath, origin);
        }
    }

    /** Returns the conflict of an artifact id with another run; the bundle itself may be installed already. */
    Optional<String> findIdConflict(Path bundle) {
        String runId = bundle.getFileName().toString();
        List<String> ids = owners.ids(bundle);
        Optional<String> taken = owners.findForeign(runId, ids)
                .map(found ->
                        "the artifact id " + found.artifactId() + " belongs to the run " + found.runId() + " here");
        return taken.isPresent()
                ? taken
                : bundles.foreignArtifactId(bundles.run(bundle), ids)
                        .map(id -> "the artifact id " + id + " is not one that its event or run gives");
    }

    private ImportResult publish(Path staged, String runPath, Optional<EventOrigin> origin) throws IOException {
        String runId = staged.getFileName().toString();
        DurableFiles.forceTree(staged);
        BundleStore store = layout.store();
        // Kept until the lines are written, so that a sibling that gets the event after a crash finds the bundle.
        String owner = staged.getParent().getFileName().toString();
        Optional<Reservation> reservation =
                store.exists(runPath) ? Optional.empty() : reserve(new Reservation(runId, owner, origin));
        if (reservation.isEmpty()) {
            return ImportResult.refused(
                    runId, runPath, "under_way", "a run of this id is under way here; try again later");
        }
        try {
            store.seal(staged, runPath);
        } catch (StorageException e) {
            reservations.release(reservation.get());
            throw e;
        }
        Path visible = layout.bundle(runPath);
        // removed elsewhere, and complete here
        returned.bringBack(runPath, visible, "import");
        ledgers.recordState(visible);
        appendMissingLines(visible, origin);
        reservations.release(reservation.get());
        return new ImportResult(runId, runPath, ImportResult.ADDED, "");
    }

    /**
     * Reserves a run id, or returns the reservation of a dead process. That one is used as it is: to replace it could
     * remove the new one of a worker that clears up after the same process.
     */
    private Optional<Reservation> reserve(Reservation wanted) {
        if (reservations.reserve(wanted.runId(), wanted.owner(), wanted.origin())) {
            return Optional.of(wanted);
        }
        return reservations.all().stream()
                .filter(taken -> taken.runId().equals(wanted.runId())
                        && !taken.owner().isEmpty()
                        && !aliveMarks.isAlive(taken.owner()))
                .findFirst();
    }

    /** Appends the missing index and event lines of a visible bundle. */
    void appendMissingLines(Path bundle, Optional<EventOrigin> origin) {
        index.append(RunIndexEntry.of(bundles.manifest(bundle)).withRunPath(layout.relative(bundle)));
        String runId = bundle.getFileName().toString();
        origin.filter(event -> events.find(event.eventId())
                        .filter(processedEvent ->
                                bundles.find(processedEvent.runId()).isPresent())
                        .isEmpty())
                .ifPresent(event -> events.append(event, runId));
    }

    private Optional<String> damage(Path staged) {
        try {
            RunArtifact run = bundles.run(staged);
            return staged.getFileName().toString().equals(run.runId())
                    ? BundleCopy.findDamage(new OutputsAudit(layout), staged)
                    : Optional.of("its record names the run " + run.runId());
        } catch (UnreadableRecordException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Creates those of the five folders that an archive omits because they are empty. */
    static void completeFolders(Path bundle) throws IOException {
        RunFolder folder = new RunFolder(bundle);
        for (Path part : List.of(folder.inputs(), folder.original(), folder.web(), folder.thumb(), folder.logs())) {
            StorageRoots.createFolders(part);
        }
        for (Path record : List.of(folder.runJson(), folder.request(), folder.artifacts(), folder.notes())) {
            PrivateFiles.restrict(record);
        }
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder.logs())) {
            logs.forEach(PrivateFiles::restrict);
        }
    }
}

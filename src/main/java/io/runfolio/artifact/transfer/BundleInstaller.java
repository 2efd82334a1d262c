package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.Reservation;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.lock.Mutex;
import io.runfolio.index.ImportReservations;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.ReviewLogs;
import io.runfolio.index.RunIndex;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunId;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.store.BundleStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
    static final String IMPORTS = "\0imports";

    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}");
    private static final Pattern DAY = Pattern.compile("\\d{4,9}+-\\d{2}-\\d{2}");

    private final BundleLayout layout;
    private final BundleReader bundles;
    private final RunIndex index;
    private final ProcessedEvents events;
    private final PendingRuns pending;
    private final ImportReservations reservations;
    private final EventLocks locks;
    private final ReviewLogs ledgers;
    private final ArtifactOwners owners;
    private final ReturnedFiles returned;
    private final Optional<StoreSeals> seals;

    BundleInstaller(BundleLayout layout) {
        this.layout = layout;
        bundles = new BundleReader(layout);
        index = new RunIndex(layout);
        events = new ProcessedEvents(layout);
        pending = new PendingRuns(layout, index, events);
        reservations = new ImportReservations(layout.coordination());
        locks = layout.coordination().eventLocks();
        ledgers = new ReviewLogs(layout);
        owners = new ArtifactOwners(layout);
        returned = new ReturnedFiles(layout, Clock.systemUTC());
        seals = layout.coordination().storeLog().map(log -> new StoreSeals(layout, log, index, pending));
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
        if (seals.isEmpty()) {
            return installOfEvent(staged, runPath, dryRun);
        }
        // a sweep removes what an unfinished import of the run has left, and must not remove what this one sends
        try (Mutex.Held held = locks.hold(EventLocks.ofImport(runId))) {
            if (!dryRun) {
                seals.get().follow();
            }
            return installOfEvent(staged, runPath, dryRun);
        }
    }

    private ImportResult installOfEvent(Path staged, String runPath, boolean dryRun) throws IOException {
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
            if (!isInStore(runId)) {
                return notInStore(runId, place);
            }
            BundleTwin twin = new BundleTwin(staged, here.get(), layout.files(here.get()));
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
        if (seals.isPresent() && !dryRun) {
            return publishToStore(staged, runPath, origin, seals.get());
        }
        // one import after the other, so that no two of them bring the same artifact id in
        try (Mutex.Held imports = locks.hold(IMPORTS)) {
            Optional<ImportResult> refusal = refusalOfIds(staged, runPath);
            if (refusal.isPresent() || dryRun) {
                return refusal.orElseGet(() -> new ImportResult(runId, runPath, ImportResult.WOULD_ADD, ""));
            }
            return publish(staged, runPath, origin);
        }
    }

    private Optional<ImportResult> refusalOfIds(Path staged, String runPath) {
        return findIdConflict(staged)
                .map(conflict ->
                        ImportResult.refused(staged.getFileName().toString(), runPath, "artifact_id_taken", conflict));
    }

    /** Returns whether a bundle here counts; one of a working copy does if it is sealed in the store. */
    boolean isInStore(String runId) {
        return seals.map(store -> store.isSealed(runId)).orElse(true);
    }

    static ImportResult notInStore(String runId, String runPath) {
        return ImportResult.refused(
                runId,
                runPath,
                "not_in_store",
                "the outputs folder has this bundle, and the object store does not: move the folder away, and adopt"
                        + " it from there");
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
        DurableFiles.forceTree(staged);
        BundleStore store = layout.store();
        Optional<Reservation> reservation =
                store.exists(runPath) ? Optional.empty() : reservations.reserve(staged, origin);
        if (reservation.isEmpty()) {
            return underWay(runPath);
        }
        try {
            store.seal(staged, runPath);
        } catch (StorageException e) {
            reservations.release(reservation.get());
            throw e;
        }
        return complete(runPath, origin, reservation.get());
    }

    /** Installs a bundle in the object store, then here. */
    private ImportResult publishToStore(Path staged, String runPath, Optional<EventOrigin> origin, StoreSeals store)
            throws IOException {
        String runId = staged.getFileName().toString();
        if (store.isSealed(runId)) {
            return ImportResult.refused(
                    runId,
                    runPath,
                    "run_exists",
                    "the object store has a run of this id that cannot be fetched: run `runfolio store verify`");
        }
        Optional<ImportResult> refusal = refusalOfIds(staged, runPath);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        DurableFiles.forceTree(staged);
        boolean isTaken = Files.exists(layout.bundle(runPath), LinkOption.NOFOLLOW_LINKS);
        Optional<Reservation> reservation = isTaken ? Optional.empty() : reservations.reserve(staged, origin);
        if (reservation.isEmpty()) {
            return underWay(runPath);
        }
        try {
            Optional<ImportResult> refused =
                    store.install(staged, runPath, origin, () -> refusalOfIds(staged, runPath));
            if (refused.isPresent()) {
                reservations.release(reservation.get());
                return refused.get();
            }
            layout.store().seal(staged, runPath);
        } catch (RuntimeException e) {
            reservations.release(reservation.get());
            throw e;
        }
        return complete(runPath, origin, reservation.get());
    }

    static ImportResult underWay(String runPath) {
        return ImportResult.refused(
                runPath.substring(runPath.indexOf('/') + 1),
                runPath,
                "under_way",
                "a run of this id is under way here; try again later");
    }

    /** Writes the lines of a bundle that has become visible. */
    private ImportResult complete(String runPath, Optional<EventOrigin> origin, Reservation reservation) {
        Path visible = layout.bundle(runPath);
        // removed elsewhere, and complete here
        returned.bringBack(runPath, visible, "import");
        ledgers.recordState(visible);
        appendMissingLines(visible, origin);
        reservations.release(reservation);
        return new ImportResult(reservation.runId(), runPath, ImportResult.ADDED, "");
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

package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.bundle.EventOrigin;
import io.runfolio.bundle.OutputsAudit;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.bundle.ReservationFiles;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.PathResolver;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.RegularFiles;
import io.runfolio.index.EventLedger;
import io.runfolio.index.EventLocks;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.RunIndex;
import io.runfolio.index.RunLedgers;
import io.runfolio.run.Durable;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunId;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.StorageRoots;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets whole bundles in that were put together in staging: looked over, forced to disk, made visible by one rename, and given their index lines. One that clashes with what is here stays out. */
final class Gate {
    /** Held while a bundle becomes visible; no event has an id that begins with a NUL. */
    private static final String IMPORTS = "\0imports";

    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}");
    private static final Pattern DAY = Pattern.compile("\\d{4,9}+-\\d{2}-\\d{2}");

    private final BundleLayout layout;
    private final BundleReader bundles;
    private final RunIndex index;
    private final EventLedger events;
    private final PendingRuns pending;
    private final ReservationFiles reservations;
    private final EventLocks locks;
    private final RunLedgers ledgers;
    private final ArtifactOwners owners;

    Gate(BundleLayout layout) {
        this.layout = layout;
        bundles = new BundleReader(layout);
        index = new RunIndex(layout);
        events = new EventLedger(layout);
        pending = new PendingRuns(layout, index, events);
        reservations = new ReservationFiles(layout);
        locks = new EventLocks(layout);
        ledgers = new RunLedgers(layout);
        owners = new ArtifactOwners(layout);
    }

    /** Returns whether a name can be a run's folder here. */
    static boolean isRunId(String name) {
        return RUN_ID.matcher(name).matches() && !name.contains("..");
    }

    /** Returns whether a name can be a day's folder here. */
    static boolean isDay(String name) {
        return DAY.matcher(name).matches();
    }

    /** Returns the day that a run belongs to: that of its folder if it has one, else that of its time. */
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
     * Lets a bundle in.
     *
     * @param staged its folder, named as its run, on the outputs folder's file system; moved if it is let in
     * @param day the day's folder
     * @param dryRun whether to say only what would become of it
     */
    Arrival let(Path staged, String day, boolean dryRun) throws IOException {
        String runId = staged.getFileName().toString();
        String runPath = day + "/" + runId;
        if (!isDay(day) || !isRunId(runId)) {
            return Arrival.refused(runId, runPath, "bad_path", "the folder is not named as a run's folder is");
        }
        Optional<String> limit = BundleLimits.problem(staged);
        if (limit.isPresent()) {
            return Arrival.refused(runId, runPath, "too_large", limit.get());
        }
        Optional<String> damage = damage(staged);
        if (damage.isPresent()) {
            return Arrival.refused(runId, runPath, "damaged", damage.get());
        }
        Optional<EventOrigin> origin = bundles.origin(bundles.run(staged));
        if (origin.isEmpty()) {
            return settle(staged, runPath, origin, dryRun);
        }
        try (EventLocks.EventLock held = locks.hold(origin.get().eventId())) {
            return settle(staged, runPath, origin, dryRun);
        }
    }

    private Arrival settle(Path staged, String runPath, Optional<EventOrigin> origin, boolean dryRun)
            throws IOException {
        String runId = staged.getFileName().toString();
        Optional<Path> here = bundles.find(runId);
        if (here.isPresent()) {
            String place = layout.relative(here.get());
            if (!same(staged, here.get())) {
                return Arrival.refused(
                        runId, place, "run_exists", "a run of this id with other contents is here already");
            }
            if (!dryRun) {
                note(here.get(), origin);
            }
            return new Arrival(runId, place, Arrival.KNOWN, "");
        }
        Optional<String> other = origin.flatMap(event -> dryRun
                ? pending.look(event.eventId())
                : pending.find(event.eventId()).map(EventLedger.Known::runId));
        if (other.isPresent()) {
            return Arrival.refused(
                    runId,
                    runPath,
                    "event_exists",
                    "its event was bundled here as " + other.get() + ", with the same artifact ids");
        }
        // one import after the other, so that no two of them bring the same artifact id in
        try (EventLocks.EventLock imports = locks.hold(IMPORTS)) {
            Optional<String> claimed = claimed(staged);
            if (claimed.isPresent()) {
                return Arrival.refused(runId, runPath, "artifact_id_taken", claimed.get());
            }
            return dryRun ? new Arrival(runId, runPath, Arrival.WOULD_ADD, "") : show(staged, runPath, origin);
        }
    }

    /** Returns which artifact id of a bundle cannot be its own; the bundle itself may be here already. */
    Optional<String> claimed(Path bundle) {
        String runId = bundle.getFileName().toString();
        List<String> ids = owners.ids(bundle);
        Optional<String> taken = owners.taken(runId, ids)
                .map(found ->
                        "the artifact id " + found.artifactId() + " belongs to the run " + found.runId() + " here");
        return taken.isPresent()
                ? taken
                : bundles.foreignArtifactId(bundles.run(bundle), ids)
                        .map(id -> "the artifact id " + id + " is not one that its event or run gives");
    }

    private Arrival show(Path staged, String runPath, Optional<EventOrigin> origin) throws IOException {
        String runId = staged.getFileName().toString();
        Path visible = layout.outputs().resolve(runPath);
        Durable.forceTree(staged);
        StorageRoots.createFolders(visible.getParent());
        Durable.forceFolder(layout.outputs());
        // Kept until the lines are written, so that a sibling that gets the event after a crash finds the bundle.
        String owner = staged.getParent().getFileName().toString();
        if (Files.exists(visible) || !reservations.reserve(runId, owner, origin)) {
            return Arrival.refused(runId, runPath, "under_way", "a run of this id is under way here; try again later");
        }
        try {
            Durable.moveAtomically(staged, visible);
        } catch (IOException e) {
            reservations.release(runId);
            throw e;
        }
        Durable.forceFolder(visible.getParent());
        ledgers.note(visible);
        note(visible, origin);
        reservations.release(runId);
        return new Arrival(runId, runPath, Arrival.ADDED, "");
    }

    /** Gives a visible bundle the lines that it may lack. */
    void note(Path bundle, Optional<EventOrigin> origin) {
        index.append(RunIndexEntry.of(bundles.manifest(bundle)).at(layout.relative(bundle)));
        String runId = bundle.getFileName().toString();
        origin.filter(event -> events.find(event.eventId())
                        .filter(known -> bundles.find(known.runId()).isPresent())
                        .isEmpty())
                .ifPresent(event -> events.append(event, runId));
    }

    private Optional<String> damage(Path staged) {
        try {
            RunArtifact run = bundles.run(staged);
            return staged.getFileName().toString().equals(run.runId())
                    ? BundleCopy.damage(new OutputsAudit(layout), staged)
                    : Optional.of("its record names the run " + run.runId());
        } catch (UnreadableRecordException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Whether what arrives says nothing new: the same files with the same bytes; the ledger here may have gone on since. */
    private static boolean same(Path arriving, Path here) throws IOException {
        RunFolder ours = new RunFolder(here);
        PathResolver files = new PathResolver(here);
        for (Path file : BundleCopy.files(arriving)) {
            Path relative = arriving.relativize(file);
            Path twin = here.resolve(relative.toString());
            if (!files.resolve(relative.toString().replace('\\', '/')).isFile()) {
                return false;
            }
            boolean equal = twin.equals(ours.ledger()) ? begins(twin, file) : Files.mismatch(file, twin) < 0;
            if (!equal) {
                return false;
            }
        }
        return true;
    }

    private static boolean begins(Path ledger, Path with) throws IOException {
        byte[] whole = RegularFiles.read(ledger, RecordMapper.MAX_FILE_BYTES);
        byte[] begin = RegularFiles.read(with, RecordMapper.MAX_FILE_BYTES);
        return whole.length >= begin.length && Arrays.equals(whole, 0, begin.length, begin, 0, begin.length);
    }

    /** Makes those of the five folders that an archive left out because they hold nothing. */
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

package io.runfolio.coordination.folder;

import io.runfolio.coordination.Claim;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One worker's folder of claimed events; an event is claimed by a rename into it. Safe for use by several threads. */
final class ClaimFolder {
    private static final int CLAIM_ID_BYTES = 6;

    private final InboxLayout layout;
    private final String worker;
    /** Claims that this process works on; others in the folder came back with a volume. */
    private final Set<String> inProgress = ConcurrentHashMap.newKeySet();

    ClaimFolder(InboxLayout layout, String worker) {
        this.layout = layout;
        this.worker = worker;
    }

    /** Returns a new id of a claim. */
    static String newId() {
        return RandomIds.hex(CLAIM_ID_BYTES);
    }

    /** Parses the claim of a file in a worker's folder. */
    static Claim parseClaim(Path file) {
        String whole = file.getFileName().toString();
        int at = whole.indexOf(InboxLayout.CLAIM_SEPARATOR);
        String name = EventFileNames.writable(whole.substring(at + InboxLayout.CLAIM_SEPARATOR.length()));
        return new Claim(whole.substring(0, at), name, file);
    }

    /** Moves an event into the folder; empty if it has gone, as another worker was quicker. */
    Optional<Claim> take(Path event) throws IOException {
        return take(event, start(EventFileNames.writable(event.getFileName().toString())));
    }

    /** Moves a dead worker's claim into the folder under its id; empty if another worker was quicker. */
    Optional<Claim> takeOver(Path file) throws IOException {
        Claim old = parseClaim(file);
        Claim claim = claim(old.id(), old.name());
        return inProgress.add(claim.id()) ? take(file, claim) : Optional.empty();
    }

    /** Moves a file to its claim, which is in progress before the move so that {@link #resume} leaves it alone. */
    private Optional<Claim> take(Path file, Claim claim) throws IOException {
        boolean isTaken = false;
        try {
            isTaken = move(file, claim);
            return isTaken ? Optional.of(claim) : Optional.empty();
        } finally {
            if (!isTaken) {
                end(claim);
            }
        }
    }

    /** Returns a new claim in progress whose file the caller writes. */
    Claim start(String name) {
        Claim claim = claim(newId(), name);
        inProgress.add(claim.id());
        return claim;
    }

    /** Ends the work on a claim that has left the folder. */
    void end(Claim claim) {
        inProgress.remove(claim.id());
    }

    /** Returns the claims of the folder, in progress or not. */
    List<Claim> list() {
        return WorkerFolders.claims(layout, worker).stream()
                .map(ClaimFolder::parseClaim)
                .toList();
    }

    /** Starts the claims that are not in progress, as their volume was gone when they were released. */
    List<Claim> resume() {
        return list().stream()
                .filter(claim -> inProgress.add(claim.id()))
                .filter(this::isStillHere)
                .toList();
    }

    /** Returns whether a claim is in the folder; else it was completed after the listing. */
    private boolean isStillHere(Claim claim) {
        if (Files.exists(claim.file(), LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        end(claim);
        return false;
    }

    private static boolean move(Path from, Claim claim) throws IOException {
        try {
            DurableFiles.moveAtomically(from, claim.file());
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Claim claim(String id, String name) {
        String prefix = id + InboxLayout.CLAIM_SEPARATOR;
        String fitting = EventFileMoves.fit(name, EventFileMoves.MAX_NAME_BYTES - prefix.length());
        return new Claim(id, name, layout.work(worker).resolve(prefix + fitting));
    }
}

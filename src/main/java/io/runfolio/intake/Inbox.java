package io.runfolio.intake;

import io.runfolio.json.SecretMask;
import io.runfolio.run.AliveLock;
import io.runfolio.run.Durable;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue folder as one worker sees it. An event is taken by an atomic rename, so that of several workers one gets it, and the file's place says how far it has come. Safe for use
 * by several threads.
 */
public final class Inbox implements AutoCloseable {
    private static final int CLAIM_ID_BYTES = 6;
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final InboxLayout layout;
    private final String worker;
    private final AliveLock alive;
    private final FailedEvents failed;
    private final DoneEvents filed;
    private final BlockedEvents blocked;
    private final PartialWrites partial = new PartialWrites();
    /** Claims that this process has in hand; others in this worker's folder came back with a volume. */
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();
    /** Claims whose attempt is under way. */
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    private Inbox(InboxLayout layout, String worker, AliveLock alive, SecretMask mask) {
        this.layout = layout;
        this.worker = worker;
        this.alive = alive;
        this.failed = new FailedEvents(layout);
        this.filed = new DoneEvents(layout, mask);
        this.blocked = new BlockedEvents(layout);
    }

    /**
     * Opens a queue folder for a worker and makes what folders it lacks.
     *
     * @param worker unique name of the worker
     */
    public static Inbox open(Path inbox, String worker) {
        return open(inbox, worker, SecretMask.standard());
    }

    /**
     * Opens a queue folder as {@link #open(Path, String)} does.
     *
     * @param mask masks secrets in events that are filed as done
     */
    public static Inbox open(Path inbox, String worker, SecretMask mask) {
        InboxLayout layout = new InboxLayout(inbox);
        try {
            for (Path folder : List.of(layout.attempts(), layout.done(), layout.failed())) {
                StorageRoots.createFolders(folder);
            }
            AliveLock alive = AliveLock.hold(layout.alive(worker));
            Files.createDirectory(layout.work(worker));
            return new Inbox(layout, worker, alive, mask);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be used");
        }
    }

    public InboxLayout layout() {
        return layout;
    }

    /**
     * Takes a waiting event, or returns empty if another worker was quicker, its producer is still writing it, or the
     * system refuses; see {@link #blocked()}.
     */
    public Optional<Claim> claim(Path event) {
        if (blocked.isPaused(event) || partial.isGrowing(event)) {
            return Optional.empty();
        }
        try {
            Optional<Claim> claim = take(event);
            blocked.gone(event);
            return claim;
        } catch (IOException e) {
            blocked.failed(event, e);
            return Optional.empty();
        }
    }

    /** As {@link #claim(Path)}, by the path as a listing has told it. */
    public Optional<Claim> claim(String event) {
        return EventNames.find(layout.inbox(), event).flatMap(this::claim);
    }

    /** Returns the names of waiting events that the system refused to let this worker claim, several times. */
    public List<String> blocked() {
        return blocked.givenUp();
    }

    private Optional<Claim> take(Path event) throws IOException {
        String name = EventNames.writable(event.getFileName().toString());
        String id = newId();
        Path file = claimed(id, name);
        inHand.add(id); // before the move: what is not in hand is taken back
        boolean taken = false;
        try {
            Files.move(event, file, StandardCopyOption.ATOMIC_MOVE);
            taken = true;
            return Optional.of(new Claim(id, name, file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } finally {
            if (!taken) {
                inHand.remove(id);
            }
        }
    }

    /** Takes an event that came by another way than the folder: it is on disk, and this worker's, when this returns. */
    public Claim accept(byte[] event, String name) {
        String id = newId();
        Path file = claimed(id, name);
        inHand.add(id);
        try {
            Durable.writeNew(file, event);
            return new Claim(id, name, file);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be written down");
        }
    }

    /** Puts an event into the folder for whichever worker comes first; it is on disk when this returns. */
    public Path deposit(byte[] event, String label) {
        return deposit(layout.inbox(), event, label + "-" + newId() + InboxLayout.EVENT_SUFFIX);
    }

    /**
     * Puts an event into a queue folder as producers do: written under another name, flushed, renamed.
     *
     * @param name the event's file name; a suffix is added if it is taken
     * @return the file
     */
    public static Path deposit(Path inbox, byte[] event, String name) {
        String id = newId();
        Path part = inbox.resolve("." + id + InboxLayout.PART_SUFFIX);
        try {
            Durable.writeNew(part, event);
            Path target = EventFiles.moveToFreeName(part, inbox, name, id);
            Durable.forceFolder(inbox);
            return target;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be put into the inbox");
        }
    }

    /** Returns whether the next attempt at an event is the last that is allowed, or there is none left. An event that was never tried is no such case, even if one attempt is all. */
    public boolean isLastAttempt(Claim claim, int most) {
        int counting = attempts(claim).count().counting();
        return counting > 0 && counting >= most - 1;
    }

    /** Returns whether an event whose attempt is under way may be tried once more. */
    public boolean isAttemptLeft(Claim claim, int most) {
        return attempts(claim).count().counting() < most;
    }

    /**
     * Counts an attempt on disk before it begins, so that even an event that ends the process is counted.
     *
     * @param most attempts allowed
     * @return which attempt this is, those that do not count included; 1 is the first
     * @throws RefusedEventException if there were enough already
     */
    public int begin(Claim claim, int most) {
        Attempts attempts = attempts(claim);
        Attempts.Count before = attempts.count();
        if (before.counting() >= most) {
            throw new RefusedEventException(
                    "attempts_exhausted",
                    "",
                    "It was started " + before.counting() + " times and never came to an end"
                            + attempts.lastFailure()
                                    .map(why -> "; the last failure was: " + why)
                                    .orElse("")
                            + ". Mend the cause, then run `runfolio failed retry`.");
        }
        attempts.started(worker);
        begun.add(claim.id());
        return before.begun() + 1;
    }

    /** Notes that an attempt failed for a reason that may pass. */
    public void attemptFailed(Claim claim, String reason) {
        attempts(claim).failed(worker, reason);
    }

    /** Returns why earlier attempts at a claim failed, oldest first: each with {@code at} and {@code reason}. */
    public List<Map<String, Object>> failures(Claim claim) {
        return attempts(claim).failures();
    }

    /** Files an event as done. */
    public void done(Claim claim) {
        end(claim);
        filed.add(claim);
        inHand.remove(claim.id());
    }

    /** Files an event as refused, with the reason beside it. */
    public void refuse(Claim claim, RefusedEventException why, String eventId, String at) {
        failed.add(claim, why, eventId, at, attempts(claim).history(), () -> end(claim));
        inHand.remove(claim.id());
    }

    /** Done before the event leaves the worker's folder: afterwards nobody would look for its attempts. */
    private void end(Claim claim) {
        attempts(claim).forget();
        begun.remove(claim.id());
    }

    /** Puts an event back for any worker, as new: the next claim has another id, so attempts are not known to it. */
    public void release(Claim claim) {
        begun.remove(claim.id());
        try {
            attempts(claim).forget();
        } catch (StorageException e) {
            LOG.warn("{}: the record of its attempts cannot be removed", claim.id(), e);
        }
        try {
            if (Files.exists(claim.file())) {
                EventFiles.moveToFreeName(claim.file(), layout.inbox(), claim.name(), claim.id());
            }
        } finally {
            inHand.remove(claim.id());
        }
    }

    /** Puts a refused event back: it is claimed by one rename, loses its reason, and is released. */
    Path retry(Path refused) {
        Claim claim = takeRefused(refused);
        FailedEvents.forgetReason(refused);
        return EventFiles.moveToFreeName(claim.file(), layout.inbox(), claim.name(), claim.id());
    }

    private Claim takeRefused(Path refused) {
        try {
            return take(refused)
                    .orElseThrow(() -> new StorageException(refused + " is among the refused events no more.", null));
        } catch (IOException e) {
            throw StorageErrors.translate(e, refused + " cannot be put back");
        }
    }

    /** Takes over what workers that have died had claimed. */
    public List<Claim> takeBack() {
        blocked.tidy();
        List<Claim> taken = new ArrayList<>();
        for (String other : WorkerFolders.dead(layout, worker)) {
            for (Path file : WorkerFolders.claims(layout, other)) {
                if (blocked.isPaused(file)) {
                    continue;
                }
                if (other.startsWith(InboxLayout.RETRY_PREFIX)) {
                    FailedEvents.forgetReason(
                            layout.failed().resolve(claimOf(file).name()));
                }
                takeOver(file).ifPresent(taken::add);
            }
            removeDead(other);
        }
        AliveLock.clear(layout.work(), InboxLayout.ALIVE_SUFFIX);
        taken.addAll(returned());
        return taken;
    }

    /** Returns claims of this worker that it does not have in hand: their volume was gone while they were put back. */
    private List<Claim> returned() {
        return WorkerFolders.claims(layout, worker).stream()
                .map(Inbox::claimOf)
                .filter(claim -> inHand.add(claim.id()))
                .toList();
    }

    private void removeDead(String other) {
        try {
            WorkerFolders.remove(layout, other);
        } catch (StorageException e) {
            LOG.debug("the folder of worker {} stays", other, e); // it holds no event
        }
    }

    private Optional<Claim> takeOver(Path file) {
        Claim old = claimOf(file);
        Path target = claimed(old.id(), old.name());
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            inHand.add(old.id());
            blocked.gone(file);
            return Optional.of(new Claim(old.id(), old.name(), target));
        } catch (NoSuchFileException e) {
            blocked.gone(file);
            return Optional.empty();
        } catch (IOException e) {
            blocked.failed(file, e);
            return Optional.empty();
        }
    }

    /**
     * Returns whether nothing is left to do: no event waits, and neither this worker nor a dead one has any claim.
     * Events that were {@link #blocked} are not waited for.
     */
    public boolean isIdle() {
        return !hasEvents()
                && WorkerFolders.claims(layout, worker).isEmpty()
                && WorkerFolders.dead(layout, worker).stream()
                        .flatMap(dead -> WorkerFolders.claims(layout, dead).stream())
                        .allMatch(blocked::isGivenUp);
    }

    /** Returns how many events of a queue folder are claimed by workers that are dead. */
    public static int orphans(Path inbox) {
        InboxLayout layout = new InboxLayout(inbox);
        return Files.isDirectory(layout.work())
                ? WorkerFolders.dead(layout, "").stream()
                        .mapToInt(dead -> WorkerFolders.claims(layout, dead).size())
                        .sum()
                : 0;
    }

    private boolean hasEvents() {
        try (Stream<Path> files = Files.list(layout.inbox())) {
            return files.anyMatch(file -> InboxLayout.isEvent(file.getFileName().toString())
                    && !Files.isDirectory(file)
                    && !blocked.isGivenUp(file));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }

    /** Puts back what is claimed and was not begun, and lets go of the folder. What is begun and has not ended stays, for another worker to take over with care. */
    @Override
    public void close() {
        for (Path file : WorkerFolders.claims(layout, worker)) {
            Claim claim = claimOf(file);
            if (begun.contains(claim.id())) {
                attempts(claim).withdraw(worker);
            } else {
                release(claim);
            }
        }
        alive.close();
        WorkerFolders.remove(layout, worker);
    }

    private Attempts attempts(Claim claim) {
        return new Attempts(layout.attempts(claim.id()));
    }

    private Path claimed(String id, String name) {
        String prefix = id + InboxLayout.CLAIM_SEPARATOR;
        return layout.work(worker).resolve(prefix + EventFiles.fit(name, EventFiles.MAX_NAME_BYTES - prefix.length()));
    }

    static Claim claimOf(Path file) {
        String whole = file.getFileName().toString();
        int at = whole.indexOf(InboxLayout.CLAIM_SEPARATOR);
        String name = EventNames.writable(whole.substring(at + InboxLayout.CLAIM_SEPARATOR.length()));
        return new Claim(whole.substring(0, at), name, file);
    }

    private static String newId() {
        byte[] bytes = new byte[CLAIM_ID_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

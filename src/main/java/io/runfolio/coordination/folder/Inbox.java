package io.runfolio.coordination.folder;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.QueueDepth;
import io.runfolio.coordination.Waiting;
import io.runfolio.coordination.WaitingEvent;
import io.runfolio.coordination.folder.sweep.AbandonedParts;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.lock.AliveLock;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.json.SecretMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue folder as one worker sees it. A worker claims an event by an atomic rename, so that exactly one of several
 * workers gets it; the place of a file is its state. Safe for use by several threads.
 */
public final class Inbox implements EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final InboxLayout layout;
    private final String worker;
    private final AliveLock alive;
    private final ClaimFolder claims;
    private final AttemptCounter attempts;
    private final ClaimRecovery recovery;
    private final FailedEvents failed;
    private final DoneEvents done;
    private final BlockedEvents blocked;
    private final WaitingEvents waiting;
    private final AbandonedParts abandonedParts;
    private final PartialWriteDetector partialWrites = new PartialWriteDetector();

    private Inbox(InboxLayout layout, String worker, AliveLock alive, SecretMask mask) {
        this.layout = layout;
        this.worker = worker;
        this.alive = alive;
        this.claims = new ClaimFolder(layout, worker);
        this.attempts = new AttemptCounter(layout, worker);
        this.failed = new FailedEvents(layout);
        this.done = new DoneEvents(layout, mask);
        this.blocked = new BlockedEvents(layout);
        this.waiting = new WaitingEvents(layout);
        this.abandonedParts = new AbandonedParts(layout.inbox(), System::nanoTime);
        this.recovery = new ClaimRecovery(layout, worker, claims, blocked);
    }

    /**
     * Opens a queue folder for a worker and creates its missing subfolders.
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
            for (Path folder : List.of(layout.attempts(), layout.waiting(), layout.done(), layout.failed())) {
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
     * Claims a waiting event. Empty if another worker was quicker, its producer is still writing it, or the system
     * refuses the claim, see {@link #blockedEvents()}.
     */
    public Optional<Claim> claim(Path event) {
        if (blocked.isPaused(event) || partialWrites.isGrowing(event)) {
            return Optional.empty();
        }
        return claim(event, claims::take);
    }

    /** Claims a file; a refusal of the system is recorded, and delays the next try. */
    private Optional<Claim> claim(Path event, ClaimStep step) {
        try {
            Optional<Claim> claim = step.claim(event);
            blocked.forget(event);
            return claim;
        } catch (IOException e) {
            blocked.recordRefusal(event, e);
            return Optional.empty();
        }
    }

    /** Rename that claims an event. */
    private interface ClaimStep {
        Optional<Claim> claim(Path event) throws IOException;
    }

    @Override
    public Optional<Claim> claim(String event) {
        return EventFileNames.find(layout.inbox(), event).flatMap(this::claim);
    }

    @Override
    public List<Claim> claimNext(int max) {
        List<Claim> taken = new ArrayList<>();
        for (Path event : max > 0 ? oldestFirst() : List.<Path>of()) {
            if (taken.size() >= max) {
                break;
            }
            claim(event).ifPresent(taken::add);
        }
        return taken;
    }

    private List<Path> oldestFirst() {
        record Aged(Path file, long modified) {}
        try (Stream<Path> files = Files.list(layout.inbox())) {
            return files.filter(file -> InboxLayout.isEvent(file.getFileName().toString()))
                    .map(file -> new Aged(file, file.toFile().lastModified()))
                    .sorted(Comparator.comparingLong(Aged::modified).thenComparing(Aged::file))
                    .map(Aged::file)
                    .toList();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }

    @Override
    public Optional<QueueDepth> depth() {
        try (Stream<Path> files = Files.list(layout.inbox())) {
            // a file without a time was claimed meanwhile
            LongSummaryStatistics times = files.filter(
                            file -> InboxLayout.isEvent(file.getFileName().toString()))
                    .mapToLong(file -> file.toFile().lastModified())
                    .filter(time -> time > 0)
                    .summaryStatistics();
            Optional<Instant> oldest =
                    times.getCount() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(times.getMin()));
            return Optional.of(new QueueDepth(times.getCount(), oldest));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }

    @Override
    public List<String> blockedEvents() {
        return blocked.givenUp();
    }

    @Override
    public Claim accept(byte[] event, String name) {
        Claim claim = claims.start(name);
        try {
            DurableFiles.writeNew(claim.file(), event);
            return claim;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be written to the inbox");
        }
    }

    @Override
    public void deposit(byte[] event, String label) {
        String name = label + "-" + ClaimFolder.newId() + InboxLayout.EVENT_SUFFIX;
        InboxWriter.write(layout.inbox(), event, name);
    }

    @Override
    public boolean isLastAttempt(Claim claim, int maxAttempts) {
        return attempts.isLastAttempt(claim, maxAttempts);
    }

    @Override
    public boolean hasAttemptLeft(Claim claim, int maxAttempts) {
        return attempts.hasAttemptLeft(claim, maxAttempts);
    }

    @Override
    public int beginAttempt(Claim claim, int maxAttempts) {
        return attempts.begin(claim, maxAttempts);
    }

    @Override
    public void recordFailure(Claim claim, String reason) {
        attempts.recordFailure(claim, reason);
    }

    @Override
    public List<Map<String, Object>> failures(Claim claim) {
        return attempts.failures(claim);
    }

    @Override
    public void complete(Claim claim) {
        attempts.forget(claim); // first: attempts at an event that has left the folder would never be found
        waiting.forget(claim);
        done.add(claim);
        claims.end(claim);
    }

    @Override
    public void refuse(Claim claim, RefusedEventException why, String eventId, String at) {
        failed.add(claim, why, eventId, at, attempts.records(claim), () -> {
            attempts.forget(claim);
            waiting.forget(claim);
        });
        claims.end(claim);
    }

    @Override
    public void release(Claim claim) {
        attempts.end(claim);
        try {
            attempts.forget(claim);
            waiting.forget(claim);
        } catch (StorageException e) {
            LOG.warn("{}: the record of its attempts cannot be removed", claim.id(), e);
        }
        try {
            if (Files.exists(claim.file())) {
                moveToInbox(claim);
            }
        } finally {
            claims.end(claim);
        }
    }

    @Override
    public void park(Claim claim, Waiting state) {
        attempts.withdraw(claim);
        attempts.end(claim);
        waiting.add(claim, state);
        claims.end(claim);
    }

    @Override
    public List<Claim> claimDue(Predicate<String> states, Instant now, int max) {
        List<Claim> taken = new ArrayList<>();
        for (Path event : waiting.due(states, now)) {
            if (taken.size() >= max) {
                break;
            }
            if (!blocked.isPaused(event)) {
                claim(event, claims::takeOver).ifPresent(taken::add);
            }
        }
        return taken;
    }

    @Override
    public Optional<Claim> wake(String name) {
        return waiting.find(name)
                .filter(event -> !blocked.isPaused(event))
                .flatMap(event -> claim(event, claims::takeOver));
    }

    @Override
    public Optional<Waiting> waiting(Claim claim) {
        return waiting.find(claim);
    }

    @Override
    public void endWaiting(Claim claim) {
        waiting.forget(claim);
    }

    @Override
    public void amend(Claim claim, byte[] event) {
        Path part = claim.file().resolveSibling("." + claim.id() + InboxLayout.PART_SUFFIX);
        try {
            Files.deleteIfExists(part); // of a worker that was killed here
            DurableFiles.replace(claim.file(), part, event);
            PrivateFiles.restrict(claim.file());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be written again");
        }
    }

    @Override
    public List<WaitingEvent> waitingEvents() {
        return waiting.list();
    }

    /** Returns the waiting events of a queue folder; a missing one counts as empty. */
    public static List<WaitingEvent> waitingEvents(Path inbox) {
        return new WaitingEvents(new InboxLayout(inbox)).list();
    }

    private Path moveToInbox(Claim claim) {
        return EventFileMoves.moveToFreeName(claim.file(), layout.inbox(), claim.name(), claim.id());
    }

    /** Returns a refused event to the inbox. It is claimed by one rename, loses its reason, and is released. */
    Path retry(Path refused) {
        Claim claim = claimRefused(refused);
        FailedEvents.deleteReason(refused);
        return moveToInbox(claim);
    }

    private Claim claimRefused(Path refused) {
        try {
            return claims.take(refused)
                    .orElseThrow(() -> new StorageException(refused + " is no longer among the refused events.", null));
        } catch (IOException e) {
            throw StorageErrors.translate(e, refused + " cannot be returned to the inbox");
        }
    }

    @Override
    public List<Claim> recoverClaims() {
        List<Claim> recovered = recovery.recover();
        waiting.tidy();
        abandonedParts.sweep();
        return recovered;
    }

    @Override
    public boolean isIdle() {
        return !hasEvents()
                && waiting.isEmpty()
                && claims.list().isEmpty()
                && ClaimRecovery.orphanedClaims(layout, worker).allMatch(blocked::isGivenUp);
    }

    /** Returns the number of events in a queue folder whose claims belong to dead workers. */
    public static int countOrphanedClaims(Path inbox) {
        InboxLayout layout = new InboxLayout(inbox);
        return Files.isDirectory(layout.work())
                ? (int) ClaimRecovery.orphanedClaims(layout, "").count()
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

    /**
     * Returns claims whose attempt has not begun to where they came from, and releases the folder.
     *
     * <p>A claim with an attempt in progress stays, for another worker to take over with care.
     */
    @Override
    public void close() {
        for (Claim claim : claims.list()) {
            if (attempts.withdraw(claim)) {
                continue;
            }
            if (waiting.find(claim).isPresent()) {
                waiting.giveBack(claim);
            } else {
                release(claim);
            }
        }
        blocked.tidy(); // a short run ends before the next recovery of claims, which does it otherwise
        alive.close();
        WorkerFolders.remove(layout, worker);
    }
}

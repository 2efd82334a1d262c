package io.runfolio.coordination.folder;

import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events whose claim the system refuses, and the back-off until the next try. Causes are another owner's file in a
 * sticky folder or a lock on a share. Each event is logged once; the delay grows from 1 to at most 60 seconds. Safe for
 * use by several threads.
 */
final class BlockedEvents {
    /** Tries after which a worker with {@code --drain} no longer waits for an event. */
    static final int MAX_AWAITED_TRIES = 4;

    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(BlockedEvents.class);

    private final BlockedEventStore files;
    private final Map<Path, Block> blocks = new ConcurrentHashMap<>();

    BlockedEvents(InboxLayout layout) {
        files = new BlockedEventStore(layout);
    }

    private record Block(int tries, long notBefore) {}

    /** Returns whether the delay of an event has not passed. */
    boolean isPaused(Path event) {
        Block block = blocks.get(event);
        return block != null && System.nanoTime() - block.notBefore() < 0;
    }

    /** Returns whether no worker should wait for an event any more. */
    boolean isGivenUp(Path event) {
        Block block = blocks.get(event);
        return block != null && block.tries() >= MAX_AWAITED_TRIES;
    }

    /** Returns the names of the events that are given up. */
    List<String> givenUp() {
        return blocks.keySet().stream()
                .filter(event -> isGivenUp(event) && Files.exists(event, LinkOption.NOFOLLOW_LINKS))
                .map(event -> event.getFileName().toString())
                .sorted()
                .toList();
    }

    /**
     * Records that the system refused a claim.
     *
     * @throws io.runfolio.files.RunfolioException if the cause is not the event: the disk is full, or the thread was
     *     interrupted
     */
    void recordRefusal(Path event, IOException why) {
        if (StorageErrors.isDiskFull(why) || StorageErrors.isInterrupt(why)) {
            throw StorageErrors.translate(why, "An event cannot be claimed");
        }
        Block block = blocks.compute(event, (file, known) -> next(known == null ? 1 : known.tries() + 1));
        if (block.tries() == 1) {
            String reason = reason(event, why);
            String name = event.toString().replaceAll("\\p{Cntrl}", "?");
            LOG.warn("{} cannot be claimed: {}; retrying with growing delays", name, reason);
            files.write(event, reason);
        }
    }

    /** Forgets an event that this or another worker has claimed. */
    void forget(Path event) {
        if (blocks.remove(event) != null) {
            files.delete(event);
        }
    }

    /** Deletes the records of events that no longer wait. */
    void tidy() {
        blocks.keySet().removeIf(event -> Files.notExists(event, LinkOption.NOFOLLOW_LINKS));
        files.tidy();
    }

    private static Block next(int tries) {
        long factor = 1L << Math.min(tries - 1, 30);
        long seconds = Math.min(MIN_PAUSE.toSeconds() * factor, MAX_PAUSE.toSeconds());
        return new Block(tries, System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
    }

    private static String reason(Path event, IOException why) {
        String reason = why instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : why instanceof AccessDeniedException ? "Permission denied" : why.toString();
        String self = System.getProperty("user.name", "");
        try {
            String owner = Files.getOwner(event, LinkOption.NOFOLLOW_LINKS).getName();
            return owner.equals(self)
                    ? reason
                    : reason + " (it belongs to " + owner + ", and this worker runs as " + self
                            + ": give it the file, or take the sticky bit from the folder)";
        } catch (IOException | UnsupportedOperationException e) {
            return reason;
        }
    }
}

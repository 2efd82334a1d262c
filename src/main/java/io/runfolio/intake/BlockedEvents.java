package io.runfolio.intake;

import io.runfolio.run.StorageErrors;
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
 * Events whose claim the system refuses, such as another owner's in a sticky folder or one that a share has locked.
 * Each is named once in the log and tried again after 1, 2, 4 … and at most 60 seconds. Safe for use by several threads.
 */
final class BlockedEvents {
    /** Failures after which an event is not waited for by a worker that ends when all is done. */
    static final int MAX_AWAITED_TRIES = 4;

    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(BlockedEvents.class);

    private final BlockedEventFiles files;
    private final Map<Path, Block> blocks = new ConcurrentHashMap<>();

    BlockedEvents(InboxLayout layout) {
        files = new BlockedEventFiles(layout);
    }

    private record Block(int tries, long notBefore) {}

    /** Returns whether an event is to be left alone for now. */
    boolean isPaused(Path event) {
        Block block = blocks.get(event);
        return block != null && System.nanoTime() - block.notBefore() < 0;
    }

    /** Returns whether an event has been tried so often that nobody should wait for it. */
    boolean isGivenUp(Path event) {
        Block block = blocks.get(event);
        return block != null && block.tries() >= MAX_AWAITED_TRIES;
    }

    /** Returns the names of the events that were given up. */
    List<String> givenUp() {
        return blocks.keySet().stream()
                .filter(event -> isGivenUp(event) && Files.exists(event, LinkOption.NOFOLLOW_LINKS))
                .map(event -> event.getFileName().toString())
                .sorted()
                .toList();
    }

    /**
     * Notes that the system refused a claim.
     *
     * @throws io.runfolio.run.RunfolioException if the cause is not this event's: no room, or the thread was stopped
     */
    void failed(Path event, IOException why) {
        if (StorageErrors.isFull(why) || StorageErrors.isInterrupt(why)) {
            throw StorageErrors.translate(why, "An event cannot be claimed");
        }
        Block block = blocks.compute(event, (file, known) -> next(known == null ? 1 : known.tries() + 1));
        if (block.tries() == 1) {
            String reason = reason(event, why);
            String name = event.toString().replaceAll("\\p{Cntrl}", "?");
            LOG.warn("{} cannot be claimed: {}; it is tried again with growing pauses", name, reason);
            files.write(event, reason);
        }
    }

    /** Forgets an event that was claimed, by this worker or another. */
    void gone(Path event) {
        if (blocks.remove(event) != null) {
            files.delete(event);
        }
    }

    /** Removes the records of events that no longer wait. */
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

package io.runfolio.coordination.folder;

import io.runfolio.coordination.Claim;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.AliveLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over the claims of workers that have died. */
final class ClaimRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimRecovery.class);

    private final InboxLayout layout;
    private final String worker;
    private final ClaimFolder claims;
    private final BlockedEvents blocked;

    ClaimRecovery(InboxLayout layout, String worker, ClaimFolder claims, BlockedEvents blocked) {
        this.layout = layout;
        this.worker = worker;
        this.claims = claims;
        this.blocked = blocked;
    }

    /** Returns the claims that this worker has taken over, and its own that came back with a volume. */
    List<Claim> recover() {
        blocked.tidy();
        List<Claim> recovered = new ArrayList<>();
        for (String dead : WorkerFolders.dead(layout, worker)) {
            for (Path file : WorkerFolders.claims(layout, dead)) {
                if (!blocked.isPaused(file)) {
                    deleteReasonOfRetry(dead, file);
                    takeOver(file).ifPresent(recovered::add);
                }
            }
            removeFolder(dead);
        }
        AliveLock.removeOrphans(layout.work(), InboxLayout.ALIVE_SUFFIX);
        recovered.addAll(claims.resume());
        return recovered;
    }

    /** Returns the files of the claims of dead workers. */
    static Stream<Path> orphanedClaims(InboxLayout layout, String worker) {
        return WorkerFolders.dead(layout, worker).stream().flatMap(dead -> WorkerFolders.claims(layout, dead).stream());
    }

    /** Deletes the reason file that an interrupted retry may have left behind. */
    private void deleteReasonOfRetry(String dead, Path file) {
        if (dead.startsWith(InboxLayout.RETRY_PREFIX)) {
            String name = ClaimFolder.parseClaim(file).name();
            FailedEvents.deleteReason(layout.failed().resolve(name));
        }
    }

    private Optional<Claim> takeOver(Path file) {
        try {
            Optional<Claim> claim = claims.takeOver(file);
            blocked.forget(file);
            return claim;
        } catch (IOException e) {
            blocked.recordRefusal(file, e);
            return Optional.empty();
        }
    }

    private void removeFolder(String dead) {
        try {
            WorkerFolders.remove(layout, dead);
        } catch (StorageException e) {
            LOG.debug("the folder of worker {} stays", dead, e); // it holds no event
        }
    }
}

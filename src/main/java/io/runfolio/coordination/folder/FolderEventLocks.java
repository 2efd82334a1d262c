package io.runfolio.coordination.folder;

import io.runfolio.coordination.EventLocks;
import io.runfolio.files.lock.Mutex;
import java.util.Optional;

/** Event locks as byte ranges of one lock file. */
final class FolderEventLocks implements EventLocks {
    private final LockFile events;

    FolderEventLocks(FolderLayout layout) {
        events = new LockFile(layout.locks().resolve("events.lock"));
    }

    @Override
    public Mutex.Held hold(String eventId) {
        return events.of(eventId).hold();
    }

    @Override
    public Optional<Mutex.Held> tryHold(String eventId) {
        return events.tryHold(eventId);
    }
}

package io.runfolio.upload;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.EventLocks;
import java.util.Optional;
import java.util.function.Supplier;

/** Exclusive access to uploads, over all threads and processes. It ends with its process. */
final class UploadLocks {
    private final EventLocks locks;
    private final AliveMarks marks;

    UploadLocks(EventLocks locks, AliveMarks marks) {
        this.locks = locks;
        this.marks = marks;
    }

    /** Takes an upload; empty if another request has it. */
    Optional<AliveMarks.Mark> tryHold(String id) {
        String name = "upload-" + id;
        return locks.with(name, () -> marks.isAlive(name) ? Optional.empty() : Optional.of(marks.register(name)));
    }

    /**
     * Takes an upload.
     *
     * @throws UploadException if another request has it
     */
    AliveMarks.Mark hold(String id) {
        return tryHold(id)
                .orElseThrow(() -> new UploadException(
                        UploadException.Reason.UPLOAD_LOCKED,
                        "Another request writes to this upload: try again when it has ended."));
    }

    /** Does some work while no other upload is created. */
    <T> T whileCounting(Supplier<T> work) {
        return locks.with("uploads", work);
    }
}

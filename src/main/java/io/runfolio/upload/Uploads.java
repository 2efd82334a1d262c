package io.runfolio.upload;

import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.shared.SharedFiles;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * The uploads of one outputs folder.
 *
 * @param store creates, continues and deletes uploads
 * @param events keeps uploads for events
 * @param sweep deletes expired uploads
 */
public record Uploads(UploadStore store, EventUploads events, UploadSweep sweep) {

    /**
     * @param control folder of working data, which gets the folder {@code uploads}
     * @param inbox the events that may refer to uploads
     * @param files complete uploads of all hosts; empty if all have the folder
     */
    public static Uploads of(
            RunfolioSettings settings,
            Path control,
            Coordination coordination,
            EventInbox inbox,
            Optional<SharedFiles> files,
            Clock clock) {
        UploadFiles folder = new UploadFiles(control.resolve("uploads"));
        UploadLocks locks = new UploadLocks(coordination.eventLocks(), coordination.aliveMarks());
        SharedUploads shared = new SharedUploads(folder, files, locks, clock);
        UploadQuota quota =
                new UploadQuota(folder, settings.upload(), settings.worker().minFreeBytes());
        QueuedReferences queued = new QueuedReferences(inbox);
        UploadAppender appender = new UploadAppender(folder, quota, settings.upload(), clock);
        return new Uploads(
                new UploadStore(folder, shared, locks, quota, settings.upload(), appender),
                new EventUploads(folder, shared, locks, settings.upload(), clock),
                new UploadSweep(folder, shared, locks, queued, clock));
    }
}

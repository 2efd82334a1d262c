package io.runfolio.upload;

import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.EventInbox;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;
import java.time.Clock;

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
     */
    public static Uploads of(
            RunfolioSettings settings, Path control, Coordination coordination, EventInbox inbox, Clock clock) {
        UploadFiles files = new UploadFiles(control.resolve("uploads"));
        UploadLocks locks = new UploadLocks(coordination.eventLocks(), coordination.aliveMarks());
        UploadQuota quota =
                new UploadQuota(files, settings.upload(), settings.worker().minFreeBytes());
        QueuedReferences queued = new QueuedReferences(inbox);
        return new Uploads(
                new UploadStore(
                        files,
                        locks,
                        quota,
                        settings.upload(),
                        new UploadAppender(files, quota, settings.upload(), clock),
                        !settings.store().isRemote()),
                new EventUploads(files, locks, settings.upload(), clock),
                new UploadSweep(files, locks, queued, clock));
    }
}

package io.runfolio.upload;

import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageFullException;
import io.runfolio.settings.UploadSettings;
import io.runfolio.upload.UploadException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Limits for the number and space of uploads, from what is on disk. */
final class UploadQuota {
    private final UploadFiles files;
    private final UploadSettings settings;
    private final long minFreeBytes;

    /** @param minFreeBytes space of the disk that uploads leave free */
    UploadQuota(UploadFiles files, UploadSettings settings, long minFreeBytes) {
        this.files = files;
        this.settings = settings;
        this.minFreeBytes = minFreeBytes;
    }

    /** Returns what is used. */
    UploadUsage usage() {
        List<Upload> uploads = all();
        return new UploadUsage(uploads.size(), bytes(uploads), settings.maxTotalBytes());
    }

    private static long bytes(List<Upload> uploads) {
        return uploads.stream().mapToLong(Upload::reservedBytes).sum();
    }

    /**
     * Checks whether a client may create an upload.
     *
     * @throws UploadException if it may not
     */
    void checkNew(String owner, long bytes) {
        List<Upload> uploads = all();
        long own =
                uploads.stream().filter(upload -> upload.owner().equals(owner)).count();
        if (own >= settings.maxPerToken()) {
            throw new UploadException(
                    Reason.TOO_MANY_UPLOADS,
                    "This token has " + own + " uploads that are not bundled: delete some, wait until their events are"
                            + " bundled, or raise runfolio.upload.max-per-token.");
        }
        checkSpace(uploads, bytes);
    }

    /** Checks whether an upload may grow, as {@link #checkNew} does. */
    void checkGrowth(long bytes) {
        checkSpace(all(), bytes);
    }

    private void checkSpace(List<Upload> uploads, long bytes) {
        long used = bytes(uploads);
        if (used + bytes > settings.maxTotalBytes()) {
            throw new UploadException(
                    Reason.UPLOAD_SPACE_EXHAUSTED,
                    "All uploads have " + used + " bytes and the limit is " + settings.maxTotalBytes()
                            + ": wait until their events are bundled, or raise runfolio.upload.max-total-bytes.");
        }
        if (usableBytes() - bytes < minFreeBytes) {
            throw diskFull(null);
        }
    }

    private List<Upload> all() {
        return files.ids().stream().map(files::find).flatMap(Optional::stream).toList();
    }

    private long usableBytes() {
        try {
            Path folder = files.folder();
            while (!Files.exists(folder)) {
                folder = folder.getParent();
            }
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The free space for uploads cannot be read");
        }
    }

    static UploadException diskFull(StorageFullException cause) {
        return new UploadException(
                Reason.UPLOAD_SPACE_EXHAUSTED,
                "The disk of the outputs folder is full: free space, or lower runfolio.min-free.",
                cause);
    }
}

package io.runfolio.upload;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.RandomIds;
import io.runfolio.files.RunfolioException;
import io.runfolio.settings.UploadSettings;
import io.runfolio.upload.UploadException.Reason;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Uploads on disk. Every change is durable when its method returns. Safe for use by several threads and processes.
 *
 * <p>Each upload belongs to the client that made it; for all others it does not exist.
 */
public final class UploadStore {
    private static final int ID_BYTES = 16;

    private final UploadFiles files;
    private final SharedUploads shared;
    private final UploadLocks locks;
    private final UploadQuota quota;
    private final UploadSettings settings;
    private final UploadAppender appender;

    UploadStore(
            UploadFiles files,
            SharedUploads shared,
            UploadLocks locks,
            UploadQuota quota,
            UploadSettings settings,
            UploadAppender appender) {
        this.files = files;
        this.shared = shared;
        this.locks = locks;
        this.quota = quota;
        this.settings = settings;
        this.appender = appender;
    }

    /**
     * A file that a client announces.
     *
     * @param owner identity of the client
     * @param fileName name at the client; folders and control characters are removed
     * @param mediaType type that the client gives
     */
    public record Announcement(String owner, String fileName, String mediaType) {
        private static final int MAX_TEXT = 255;

        public Announcement {
            String name = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
            fileName = name.equals(".") || name.equals("..") ? "" : shortened(name);
            mediaType = shortened(mediaType);
        }

        private static String shortened(String text) {
            String printable = text.replaceAll("[\\p{Cntrl}]", "").strip();
            return printable.length() <= MAX_TEXT ? printable : printable.substring(printable.length() - MAX_TEXT);
        }
    }

    /**
     * Creates an empty upload.
     *
     * @param length number of bytes of the whole file
     * @throws UploadException if a limit is exceeded
     */
    public Upload create(Announcement file, long length) {
        if (length > settings.maxBytes()) {
            throw UploadException.tooLarge(settings.maxBytes());
        }
        Upload upload = add(file, length);
        return length == 0 ? published(appender.complete(upload)) : upload;
    }

    private Upload add(Announcement file, long length) {
        Instant now = appender.now();
        Upload upload = new Upload(
                RandomIds.hex(ID_BYTES),
                file.owner(),
                length,
                0,
                "",
                file.fileName(),
                file.mediaType(),
                now,
                appender.expiry(),
                List.of());
        return locks.whileCounting(() -> {
            quota.checkNew(file.owner(), Math.max(0, length));
            files.create(upload);
            return upload;
        });
    }

    /**
     * Returns an upload of a client.
     *
     * @throws UploadException if it does not exist, is another client's or has expired
     */
    public Upload find(String owner, String id) {
        Upload upload =
                files.find(id).filter(found -> found.owner().equals(owner)).orElseThrow(UploadException::notFound);
        if (upload.isExpired(appender.now()) && upload.events().isEmpty()) {
            throw new UploadException(Reason.UPLOAD_EXPIRED, "The upload has expired: create another one.");
        }
        return upload;
    }

    /**
     * Appends the body of a request at an offset.
     *
     * @param offset where the client believes that the upload ends
     * @param announced length of the body, if the request has it
     * @param checksum expected checksum of the body
     * @return the upload with its new offset
     * @throws UploadException if it is not possible; the bytes before a failure may have been kept
     */
    public Upload append(
            String owner,
            String id,
            long offset,
            OptionalLong announced,
            InputStream body,
            Optional<ChunkChecksum> checksum) {
        find(owner, id);
        try (AliveMarks.Mark mark = locks.hold(id)) {
            Upload upload = find(owner, id);
            if (offset != upload.offset()) {
                throw new UploadException(
                        Reason.OFFSET_CONFLICT,
                        "The upload ends at " + upload.offset() + ", not at " + offset + ": continue there.");
            }
            if (announced.orElse(0) > upload.length() - offset) {
                throw new UploadException(
                        Reason.UPLOAD_TOO_LARGE,
                        "The body has " + announced.getAsLong() + " bytes, but only " + (upload.length() - offset)
                                + " bytes of the upload are missing.");
            }
            // nothing is missing, so the file is not hashed again
            return published(upload.isComplete() ? upload : appender.append(upload, upload.length(), body, checksum));
        }
    }

    /** An event may name a complete upload at the server of any host. */
    private Upload published(Upload upload) {
        if (upload.isComplete()) {
            shared.publish(upload);
        }
        return upload;
    }

    /**
     * Stores a whole file of unknown length. If that fails, nothing of it is left.
     *
     * @throws UploadException if a limit is exceeded or the body breaks off
     */
    public Upload receive(Announcement file, InputStream body) {
        Upload upload = add(file, Upload.UNKNOWN);
        try (AliveMarks.Mark mark = locks.hold(upload.id())) {
            return appender.complete(appender.append(upload, settings.maxBytes(), body, Optional.empty()));
        } catch (RunfolioException e) {
            files.delete(upload.id());
            throw e instanceof UploadException refused && refused.reason() == Reason.UPLOAD_TOO_LARGE
                    ? UploadException.tooLarge(settings.maxBytes())
                    : e;
        }
    }

    /**
     * Deletes an upload.
     *
     * @throws UploadException if an event refers to it, or another request writes to it
     */
    public void delete(String owner, String id) {
        find(owner, id);
        try (AliveMarks.Mark mark = locks.hold(id)) {
            if (!find(owner, id).events().isEmpty()) {
                throw new UploadException(Reason.UPLOAD_IN_USE, "An event refers to this upload.");
            }
            files.delete(id);
        }
    }

    /**
     * Gives a complete upload another id. An upload that has that id already is the same file; this one is then
     * deleted.
     */
    public void rename(Upload upload, String id) {
        try (AliveMarks.Mark mark = locks.hold(upload.id())) {
            locks.whileCounting(() -> {
                if (files.find(id).isPresent()) {
                    files.delete(upload.id());
                } else {
                    files.rename(upload.id(), id);
                }
                return upload;
            });
        }
    }

    /** Deletes an upload that no event refers to, if it still exists. */
    public void discard(Upload upload) {
        files.delete(upload.id());
    }

    /** Returns the number and space of all uploads. */
    public UploadUsage usage() {
        return quota.usage();
    }

    /** Returns the file with the bytes of a complete upload; empty if absent. */
    public Optional<Path> file(String id) {
        return shared.find(id).filter(Upload::isComplete).map(upload -> files.data(id));
    }
}

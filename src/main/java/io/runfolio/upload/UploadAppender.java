package io.runfolio.upload;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageFullException;
import io.runfolio.settings.UploadSettings;
import io.runfolio.upload.UploadException.Reason;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Appends bodies to uploads whose locks the caller holds. Safe for use by several threads. */
final class UploadAppender {
    private final UploadFiles files;
    private final UploadQuota quota;
    private final UploadSettings settings;
    private final Clock clock;
    private final DigestCache digests = new DigestCache();

    UploadAppender(UploadFiles files, UploadQuota quota, UploadSettings settings, Clock clock) {
        this.files = files;
        this.quota = quota;
        this.settings = settings;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the time at which an upload expires that was used now. */
    Instant expiry() {
        return now().plus(settings.expireAfter());
    }

    /**
     * Appends a body at the offset of an upload.
     *
     * @param max largest offset that is allowed
     * @return the upload with its new offset, and its checksum if that is its length
     */
    Upload append(Upload upload, long max, InputStream body, Optional<ChunkChecksum> checksum) {
        Upload[] last = {upload};
        MessageDigest digest = digest(upload);
        UploadWriter writer = new UploadWriter(
                files.data(upload.id()),
                upload.offset(),
                max,
                digest,
                checksum,
                offset -> last[0] = save(last[0], offset, digest));
        try {
            writer.write(body);
        } catch (StorageFullException e) {
            throw UploadQuota.diskFull(e);
        } catch (UploadException e) {
            // the digest has the bytes before the recorded offset, and no others
            if (e.reason() == Reason.UPLOAD_INTERRUPTED && checksum.isEmpty() && !last[0].isComplete()) {
                digests.put(last[0], digest);
            }
            throw e;
        }
        if (!last[0].isComplete()) {
            digests.put(last[0], digest);
        }
        return last[0];
    }

    /** Records a durable offset. The last one is recorded together with the checksum, as a kill may follow. */
    private Upload save(Upload upload, long offset, MessageDigest digest) {
        if (upload.length() == Upload.UNKNOWN) {
            quota.checkGrowth(offset - upload.offset());
        }
        Upload grown = upload.at(offset, expiry());
        Upload saved = offset == upload.length() ? grown.completed(Checksums.hex(digest)) : grown;
        files.save(saved);
        return saved;
    }

    /** Completes an upload whose length was not known. */
    Upload complete(Upload upload) {
        Upload whole = upload.completed(Checksums.hex(digest(upload)));
        files.save(whole);
        return whole;
    }

    private MessageDigest digest(Upload upload) {
        return digests.take(upload).orElseGet(() -> UploadWriter.digest(files.data(upload.id()), upload.offset()));
    }
}

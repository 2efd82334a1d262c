package io.runfolio.upload;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * State of an upload.
 *
 * @param id 32 lower-case hex digits
 * @param owner identity of the client that made it; no other client sees it
 * @param length number of bytes of the whole file; {@link #UNKNOWN} while it is not known
 * @param offset number of bytes that are durable
 * @param sha256 checksum of the whole file; empty until the upload is complete
 * @param fileName name at the client, without folders; may be empty
 * @param mediaType media type that the client gave; may be empty
 * @param createdAt time of creation
 * @param expiresAt time from which it may be deleted, unless a waiting event refers to it
 * @param events identities of the events that refer to it
 */
public record Upload(
        String id,
        String owner,
        long length,
        long offset,
        String sha256,
        String fileName,
        String mediaType,
        Instant createdAt,
        Instant expiresAt,
        List<String> events) {
    public static final long UNKNOWN = -1;

    public Upload {
        events = List.copyOf(events);
    }

    /** Returns whether all bytes are durable. */
    public boolean isComplete() {
        return offset == length && !sha256.isEmpty();
    }

    boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** Returns the number of bytes that count for the space of all uploads. */
    long reservedBytes() {
        return Math.max(length, offset);
    }

    /** Returns the value of {@code source_path} that refers to it. */
    public String sourcePath() {
        return UploadReference.SCHEME + id;
    }

    Upload at(long newOffset, Instant expiry) {
        return new Upload(id, owner, length, newOffset, sha256, fileName, mediaType, createdAt, expiry, events);
    }

    Upload completed(String checksum) {
        return new Upload(id, owner, offset, offset, checksum, fileName, mediaType, createdAt, expiresAt, events);
    }

    Upload referredBy(String eventId, Instant expiry) {
        List<String> more = new ArrayList<>(events);
        if (!more.contains(eventId)) {
            more.add(eventId);
        }
        return withEvents(more, expiry);
    }

    Upload releasedBy(String eventId) {
        return withEvents(
                events.stream().filter(event -> !event.equals(eventId)).toList(), expiresAt);
    }

    private Upload withEvents(List<String> others, Instant expiry) {
        return new Upload(id, owner, length, offset, sha256, fileName, mediaType, createdAt, expiry, others);
    }
}

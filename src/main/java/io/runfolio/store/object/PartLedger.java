package io.runfolio.store.object;

import java.util.ArrayList;
import java.util.List;

/**
 * Upload in parts that is not complete. It is written after each part, so a kill sends one part again.
 *
 * @param uploadId the store's id
 * @param sha256 checksum of the whole file
 * @param bytes size of the file
 * @param partSize size of each part but the last
 * @param parts parts that the store has acknowledged
 */
public record PartLedger(String uploadId, String sha256, long bytes, long partSize, List<UploadedPart> parts) {
    public PartLedger {
        parts = List.copyOf(parts);
    }

    boolean isOf(String otherSha256, long otherBytes, long otherPartSize) {
        return sha256.equals(otherSha256) && bytes == otherBytes && partSize == otherPartSize;
    }

    PartLedger with(UploadedPart part) {
        List<UploadedPart> more = new ArrayList<>(parts);
        more.add(part);
        return new PartLedger(uploadId, sha256, bytes, partSize, more);
    }

    /** Returns the same upload with those parts that the store lists, too. */
    PartLedger confirmedBy(List<UploadedPart> listed) {
        return new PartLedger(
                uploadId,
                sha256,
                bytes,
                partSize,
                parts.stream()
                        .filter(part -> listed.stream()
                                .anyMatch(other -> other.number() == part.number()
                                        && other.bytes() == part.bytes()
                                        && other.etag().equals(part.etag())))
                        .toList());
    }
}

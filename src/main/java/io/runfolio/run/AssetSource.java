package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/**
 * Input or output file of a run as its event names it.
 *
 * @param kind kind in the event
 * @param sourcePath path of the file, or another form such as {@code https:}; a relative path is resolved below the
 *     allowed source roots
 * @param role role, such as {@code output} or {@code reference}
 * @param originalFilename filename at the generator, or null
 * @param sourceUrl URL at the provider, or null
 * @param expiresAt time from which the URL may fail, or null
 * @param expectedSha256 checksum of the file in lower-case hex, or null
 * @param tags tags
 * @param metadata free map
 */
public record AssetSource(
        AssetKind kind,
        String sourcePath,
        String role,
        String originalFilename,
        String sourceUrl,
        @JsonInclude(JsonInclude.Include.NON_NULL) OffsetDateTime expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String expectedSha256,
        List<String> tags,
        Map<String, Object> metadata) {

    public AssetSource {
        tags = ImmutableCopies.list(tags);
        metadata = ImmutableCopies.map(metadata);
    }

    /** Returns this source with another file name at the generator. */
    public AssetSource withOriginalFilename(String name) {
        return new AssetSource(kind, sourcePath, role, name, sourceUrl, expiresAt, expectedSha256, tags, metadata);
    }

    // the two new fields are left out where they are absent: a keyless event keeps the identity of earlier versions

    /** Creates a source without an expiry and a checksum. */
    public AssetSource(
            AssetKind kind,
            String sourcePath,
            String role,
            String originalFilename,
            String sourceUrl,
            List<String> tags,
            Map<String, Object> metadata) {
        this(kind, sourcePath, role, originalFilename, sourceUrl, null, null, tags, metadata);
    }
}

package io.runfolio.run;

import java.util.Map;

/**
 * Derivative in {@code run.json}.
 *
 * @param kind its purpose
 * @param relativePath path in the bundle
 * @param mimeType media type
 * @param width pixels, or null
 * @param height pixels, or null
 * @param durationSeconds seconds, or null for a still picture
 * @param bytes size in bytes
 * @param sha256 lower-case hex, or null if checksums are disabled
 * @param codecName the video codec, or null
 * @param metadata free map
 */
public record DerivativeRecord(
        DerivativeKind kind,
        String relativePath,
        String mimeType,
        Integer width,
        Integer height,
        Double durationSeconds,
        Long bytes,
        String sha256,
        String codecName,
        Map<String, Object> metadata) {

    public DerivativeRecord {
        metadata = ImmutableCopies.map(metadata);
    }
}

package io.runfolio.run;

import java.util.Map;

/**
 * A derivative as {@code run.json} tells it.
 *
 * @param kind what it is for
 * @param relativePath path in the bundle
 * @param mimeType its type
 * @param width pixels, or null
 * @param height pixels, or null
 * @param durationSeconds seconds, or null where it does not move
 * @param bytes its size
 * @param sha256 lower-case hex, or null where checksums are switched off
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
        metadata = Copies.map(metadata);
    }
}

package io.runfolio.media;

import io.runfolio.run.AssetKind;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Properties of a media file, read from its content.
 *
 * @param kind detected kind; empty if unknown or as declared
 * @param mimeType MIME type
 * @param width displayed width in square pixels, after orientation
 * @param height displayed height in square pixels
 * @param durationSeconds duration in seconds
 * @param codecName video codec, or audio codec if there is no picture track; empty for stills
 */
public record MediaFacts(
        Optional<AssetKind> kind,
        Optional<String> mimeType,
        OptionalInt width,
        OptionalInt height,
        OptionalDouble durationSeconds,
        Optional<String> codecName) {

    /** Returns facts without any value. */
    public static MediaFacts unknown() {
        return new MediaFacts(
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    /** Returns facts with a MIME type only. */
    public static MediaFacts ofType(String mimeType) {
        return new MediaFacts(
                Optional.empty(),
                Optional.of(mimeType),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }
}

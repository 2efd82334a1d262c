package io.runfolio.media;

import io.runfolio.run.AssetKind;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a file is, from its content.
 *
 * @param kind what it turned out to be; empty if that could not be told, or it is as declared
 * @param mimeType its type
 * @param width pixels as displayed: after orientation, in square pixels
 * @param height pixels as displayed
 * @param durationSeconds seconds
 * @param codecName codec of the picture track, or of the sound where there is no picture; empty for stills
 */
public record MediaFacts(
        Optional<AssetKind> kind,
        Optional<String> mimeType,
        OptionalInt width,
        OptionalInt height,
        OptionalDouble durationSeconds,
        Optional<String> codecName) {

    /** Returns facts that tell nothing. */
    public static MediaFacts unknown() {
        return new MediaFacts(
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    /** Returns facts that tell the type alone. */
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

package io.runfolio.media;

import io.runfolio.run.AssetState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Outcome of processing one file.
 *
 * @param state {@code READY} if everything requested exists
 * @param problem reason why the file is not ready; empty if it is
 * @param facts properties of the file, as far as they could be read
 * @param derivatives files written; no other files are left behind
 * @param previews files for previews that were written too
 * @param warnings sentences for the run's {@code warnings}
 * @param details JSON values for the asset's {@code metadata.runfolio}, such as sniffed type, frame count, color
 *     profile and generation data
 */
public record MediaResult(
        AssetState state,
        Optional<Problem> problem,
        MediaFacts facts,
        List<Derivative> derivatives,
        List<MediaPreview> previews,
        List<String> warnings,
        Map<String, Object> details) {

    public MediaResult {
        derivatives = List.copyOf(derivatives);
        previews = List.copyOf(previews);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reason why a file is not ready.
     *
     * @param code stable lower-case identifier, such as {@code too_many_pixels}
     * @param reason one sentence for people, without local paths
     */
    public record Problem(String code, String reason) {}

    /** Returns the result for a file in a format that cannot be read here. */
    public static MediaResult unsupported(String code, String reason, MediaFacts facts, Map<String, Object> details) {
        return new MediaResult(
                AssetState.UNSUPPORTED,
                Optional.of(new Problem(code, reason)),
                facts,
                List.of(),
                List.of(),
                List.of(),
                details);
    }

    /** Returns the result for a file that could not be read completely. */
    public static MediaResult failed(String code, String reason, MediaFacts facts, Map<String, Object> details) {
        return new MediaResult(
                AssetState.FAILED,
                Optional.of(new Problem(code, reason)),
                facts,
                List.of(),
                List.of(),
                List.of(),
                details);
    }

    /** Returns the result for a file that needs no derivatives. */
    public static MediaResult skipped(String code, String reason, MediaFacts facts, Map<String, Object> details) {
        return new MediaResult(
                AssetState.SKIPPED,
                Optional.of(new Problem(code, reason)),
                facts,
                List.of(),
                List.of(),
                List.of(),
                details);
    }
}

package io.runfolio.media;

import io.runfolio.run.AssetState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the work on one file came out.
 *
 * @param state {@code READY} if all that was asked for is there
 * @param problem why it is not ready; empty when it is
 * @param facts what is known of the file, as far as it could be read
 * @param derivatives what was written; none is left on disk that is not listed
 * @param warnings sentences for the run's {@code warnings}
 * @param details JSON values for the asset's {@code metadata.runfolio}: sniffed type, frame count, colour profile, generation data and the like
 */
public record MediaResult(
        AssetState state,
        Optional<Problem> problem,
        MediaFacts facts,
        List<Derivative> derivatives,
        List<String> warnings,
        Map<String, Object> details) {

    public MediaResult {
        derivatives = List.copyOf(derivatives);
        warnings = List.copyOf(warnings);
    }

    /**
     * Why a file is not ready.
     *
     * @param code stable lower-case word, such as {@code too_many_pixels}
     * @param reason one sentence for people, without paths of this machine
     */
    public record Problem(String code, String reason) {}

    /** Returns the result for a file whose format nothing here can read. */
    public static MediaResult unsupported(String code, String reason, MediaFacts facts, Map<String, Object> details) {
        return new MediaResult(
                AssetState.UNSUPPORTED, Optional.of(new Problem(code, reason)), facts, List.of(), List.of(), details);
    }

    /** Returns the result for a file that could not be read, or was stopped on the way. */
    public static MediaResult failed(String code, String reason, MediaFacts facts, Map<String, Object> details) {
        return new MediaResult(
                AssetState.FAILED, Optional.of(new Problem(code, reason)), facts, List.of(), List.of(), details);
    }

    /** Returns the result for a file that no derivatives are wanted of. */
    public static MediaResult skipped(String code, String reason, MediaFacts facts, Map<String, Object> details) {
        return new MediaResult(
                AssetState.SKIPPED, Optional.of(new Problem(code, reason)), facts, List.of(), List.of(), details);
    }
}

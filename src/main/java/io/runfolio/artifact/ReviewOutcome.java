package io.runfolio.artifact;

import io.runfolio.files.RunfolioException;
import java.util.Optional;

/**
 * Outcome of one of several requests.
 *
 * @param request the change
 * @param artifact the artifact after it; empty if it was not made
 * @param refusal why it was not made: a {@link ReviewException}, or a failure of our own disk
 */
public record ReviewOutcome(
        ReviewRequest request, Optional<ArtifactView> artifact, Optional<RunfolioException> refusal) {
    static ReviewOutcome made(ReviewRequest request, ArtifactView artifact) {
        return new ReviewOutcome(request, Optional.of(artifact), Optional.empty());
    }

    static ReviewOutcome refused(ReviewRequest request, RunfolioException why) {
        return new ReviewOutcome(request, Optional.empty(), Optional.of(why));
    }
}

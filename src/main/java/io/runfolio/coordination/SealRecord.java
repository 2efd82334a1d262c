package io.runfolio.coordination;

import io.runfolio.run.EventOrigin;
import java.util.Optional;

/**
 * Seal of a visible bundle, as its files have it.
 *
 * @param event its event; empty for a bundle of another program
 * @param fence number of the claim that sealed it; 0 if claims had none
 * @param runId the run
 * @param indexLine its line for the index, without its end
 * @param isIndexed whether the index has the line
 */
public record SealRecord(Optional<EventOrigin> event, long fence, String runId, String indexLine, boolean isIndexed) {}

package io.runfolio.flow;

import io.runfolio.media.MediaResult;
import io.runfolio.media.SniffedType;
import java.util.Optional;

/**
 * A file that was copied into the bundle, or could not be.
 *
 * @param task which file
 * @param copy what was copied; empty if it could not be
 * @param problem why it could not be; empty if it was
 * @param type what it is by its content, if that can be told
 * @param treatment which sub-route works on it: {@code image}, {@code video} or {@code copy}
 * @param begun when the work on it began, as {@link System#nanoTime()} tells it
 */
public record CopiedAsset(
        AssetTask task,
        Optional<SourceCopier.Copied> copy,
        Optional<MediaResult.Problem> problem,
        Optional<SniffedType> type,
        Treatment treatment,
        long begun) {

    /** The sub-routes. */
    public enum Treatment {
        IMAGE,
        VIDEO,
        COPY
    }
}

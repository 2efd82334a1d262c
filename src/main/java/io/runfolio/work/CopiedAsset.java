package io.runfolio.work;

import io.runfolio.media.MediaResult;
import io.runfolio.media.SniffedType;
import java.util.Optional;

/**
 * Asset that was copied into the bundle, or could not be copied.
 *
 * @param task the asset
 * @param copy size and checksum; empty if it could not be copied
 * @param problem why it could not be copied; empty if it was
 * @param type its type by content, if that was detected
 * @param treatment the sub-route that processes it
 * @param begun start of the processing, by {@link System#nanoTime()}
 */
public record CopiedAsset(
        AssetTask task,
        Optional<SourceCopier.Copied> copy,
        Optional<MediaResult.Problem> problem,
        Optional<SniffedType> type,
        Treatment treatment,
        long begun) {

    /** Sub-routes of assets. */
    public enum Treatment {
        IMAGE,
        VIDEO,
        COPY
    }
}

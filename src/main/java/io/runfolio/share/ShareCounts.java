package io.runfolio.share;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Use of a link.
 *
 * @param views pages that were sent
 * @param downloads originals that were sent, from their first byte
 * @param lastAccess last time of either
 */
public record ShareCounts(long views, long downloads, Optional<Instant> lastAccess) {
    /** No use. */
    public static final ShareCounts NONE = new ShareCounts(0, 0, Optional.empty());

    ShareCounts plus(ShareCounts other) {
        return new ShareCounts(
                views + other.views,
                downloads + other.downloads,
                Stream.of(lastAccess, other.lastAccess)
                        .flatMap(Optional::stream)
                        .max(Instant::compareTo));
    }
}

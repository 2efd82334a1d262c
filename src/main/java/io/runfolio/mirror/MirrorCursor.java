package io.runfolio.mirror;

import io.runfolio.index.IndexFeed;
import io.runfolio.json.RecordMapper;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Positions of the mirror in index and change feed, and the time of the last full comparison.
 *
 * @param index position in the index
 * @param changes position in the change feed
 * @param comparedAt when all bundles were compared, in milliseconds of the epoch
 */
record MirrorCursor(IndexFeed.Position index, long changes, long comparedAt) {
    private static final String NOTE = "cursor";

    static Optional<MirrorCursor> read(MirrorState state) {
        return state.note(NOTE)
                .map(json -> RecordMapper.read(json.getBytes(StandardCharsets.UTF_8), MirrorCursor.class));
    }

    void write(MirrorState state) {
        state.note(NOTE, RecordMapper.line(this));
    }

    static void forget(MirrorState state) {
        state.forgetNote(NOTE);
    }
}

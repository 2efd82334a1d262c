package io.runfolio.catalog.sql;

import io.runfolio.catalog.InvalidCursorException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * Position in a list, newest first; the next page starts after it.
 *
 * @param key key of the run
 * @param position position of the artifact in the run; {@link #LAST_POSITION} in a list of runs
 */
record PageCursor(long key, int position) {
    private static final int VERSION = 1;
    private static final int LENGTH = 1 + Long.BYTES + Integer.BYTES;

    /** After all artifacts of a run. */
    static final int LAST_POSITION = Integer.MAX_VALUE;

    /** Before the first row. */
    static final PageCursor START = new PageCursor(Long.MAX_VALUE, LAST_POSITION);

    String text() {
        byte[] bytes = ByteBuffer.allocate(LENGTH)
                .put((byte) VERSION)
                .putLong(key)
                .putInt(position)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Parses the result of {@link #text()}; no text is the start.
     *
     * @throws InvalidCursorException for any other text
     */
    static PageCursor of(Optional<String> text) {
        if (text.isEmpty()) {
            return START;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.get()));
            if (bytes.remaining() == LENGTH && bytes.get() == VERSION) {
                PageCursor pageCursor = new PageCursor(bytes.getLong(), bytes.getInt());
                if (pageCursor.position >= 0 && pageCursor.text().equals(text.get())) {
                    return pageCursor;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidCursorException(text.get());
        }
        throw new InvalidCursorException(text.get());
    }
}

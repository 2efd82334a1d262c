package io.runfolio.catalog;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * A place in a list that is newest first: behind it the next page begins.
 *
 * @param key the run's
 * @param position the artifact's in the run; the last one there can be for a list of runs
 */
record Cursor(long key, int position) {
    private static final int VERSION = 1;
    private static final int LENGTH = 1 + Long.BYTES + Integer.BYTES;

    /** Behind all artifacts of a run. */
    static final int LAST_POSITION = Integer.MAX_VALUE;

    /** Before the first. */
    static final Cursor START = new Cursor(Long.MAX_VALUE, LAST_POSITION);

    String text() {
        byte[] bytes = ByteBuffer.allocate(LENGTH)
                .put((byte) VERSION)
                .putLong(key)
                .putInt(position)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads what {@link #text()} wrote; nothing is the start.
     *
     * @throws InvalidCursorException if it is anything else
     */
    static Cursor of(Optional<String> text) {
        if (text.isEmpty()) {
            return START;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.get()));
            if (bytes.remaining() == LENGTH && bytes.get() == VERSION) {
                Cursor cursor = new Cursor(bytes.getLong(), bytes.getInt());
                if (cursor.position >= 0 && cursor.text().equals(text.get())) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidCursorException(text.get());
        }
        throw new InvalidCursorException(text.get());
    }
}

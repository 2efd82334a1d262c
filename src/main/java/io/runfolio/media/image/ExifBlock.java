package io.runfolio.media.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The few tags of an EXIF block that we use. Nothing in it is trusted: what points outside the block is not there. */
final class ExifBlock {
    private static final int ORIENTATION = 0x0112;
    private static final int COPYRIGHT = 0x8298;
    private static final int EXIF_FOLDER = 0x8769;
    private static final int USER_COMMENT = 0x9286;
    private static final int MAKE = 0x010f;
    private static final int MODEL = 0x0110;
    private static final int DESCRIPTION = 0x010e;
    /** No other tag is kept: each of 65,535 may claim the whole block. */
    private static final Set<Integer> WANTED =
            Set.of(ORIENTATION, COPYRIGHT, EXIF_FOLDER, USER_COMMENT, MAKE, MODEL, DESCRIPTION);

    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    private final ByteBuffer block;
    private final Map<Integer, byte[]> values = new HashMap<>();

    /**
     * Reads a block.
     *
     * @param bytes from the TIFF header on
     */
    ExifBlock(byte[] bytes) {
        this.block = ByteBuffer.wrap(bytes);
        if (bytes.length < 8) {
            return;
        }
        block.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        folder(block.getInt(4));
        number(EXIF_FOLDER).ifPresent(this::folder);
    }

    Orientation orientation() {
        return number(ORIENTATION).map(Orientation::of).orElse(Orientation.UPRIGHT);
    }

    Optional<String> copyright() {
        return text(COPYRIGHT);
    }

    Optional<String> make() {
        return text(MAKE);
    }

    Optional<String> model() {
        return text(MODEL);
    }

    Optional<String> description() {
        return text(DESCRIPTION);
    }

    /** Returns the user comment less its eight-byte character code. */
    Optional<String> userComment() {
        return Optional.ofNullable(values.get(USER_COMMENT))
                .filter(value -> value.length > 8)
                .map(value -> ExifText.userComment(value, block.order()));
    }

    private Optional<String> text(int tag) {
        return Optional.ofNullable(values.get(tag))
                .map(value -> new String(value, UTF_8))
                .map(value -> value.replace("\0", " ").strip())
                .filter(value -> !value.isEmpty());
    }

    private Optional<Integer> number(int tag) {
        return Optional.ofNullable(values.get(tag))
                .filter(value -> value.length >= 2)
                .map(value -> {
                    ByteBuffer bytes = ByteBuffer.wrap(value).order(block.order());
                    return value.length >= 4 ? bytes.getInt() : bytes.getShort() & 0xffff;
                });
    }

    /** Takes in an image file directory: a count, then entries of tag, type, count and value or offset. */
    private void folder(int offset) {
        if (offset < 8 || offset > block.limit() - 2) {
            return;
        }
        int count = block.getShort(offset) & 0xffff;
        for (int entry = offset + 2; count > 0 && entry <= block.limit() - 12; entry += 12, count--) {
            int type = block.getShort(entry + 2) & 0xffff;
            long length = type < TYPE_BYTES.length ? TYPE_BYTES[type] * (block.getInt(entry + 4) & 0xffffffffL) : 0;
            long start = length <= 4 ? entry + 8 : block.getInt(entry + 8) & 0xffffffffL;
            int tag = block.getShort(entry) & 0xffff;
            boolean wanted = WANTED.contains(tag) && !values.containsKey(tag);
            if (wanted && length > 0 && start + length <= block.limit()) {
                values.put(tag, Arrays.copyOfRange(block.array(), (int) start, (int) (start + length)));
            }
        }
    }
}

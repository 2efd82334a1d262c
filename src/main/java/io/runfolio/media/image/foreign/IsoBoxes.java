package io.runfolio.media.image.foreign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.runfolio.media.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Boxes of HEIF and JPEG 2000 files: ISO/IEC 14496-12, section 4.2, and 15444-1, section I.4. */
final class IsoBoxes {
    private static final int MAX_BOXES = 10_000;
    private static final int MAX_TOP_BOXES = 64;
    private static final int MAX_BYTES = 4 << 20;
    private static final long LONG_SIZE = 1;

    private IsoBoxes() {}

    /**
     * A box within another.
     *
     * @param content bytes behind the type
     */
    record Box(String type, ByteBuffer content) {
        byte[] bytes() {
            byte[] bytes = new byte[content.limit()];
            content.get(0, bytes);
            return bytes;
        }
    }

    /**
     * Returns the content of the first top-level box of a type.
     *
     * @return empty if absent, or it is truncated or unusually large
     */
    static Optional<byte[]> find(ByteSource file, String type) throws IOException {
        long at = 0;
        for (int box = 0; box < MAX_TOP_BOXES && at + 16 <= file.size(); box++) {
            long size = file.u32(at);
            int head = size == LONG_SIZE ? 16 : 8;
            long bytes = size == LONG_SIZE ? file.u32(at + 8) << 32 | file.u32(at + 12) : size;
            if (bytes < head || bytes > file.size() - at) {
                return Optional.empty();
            }
            if (file.fourcc(at + 4).equals(type)) {
                byte[] content = file.bytesUpTo(at + head, bytes - head, MAX_BYTES);
                return Optional.of(content).filter(found -> found.length > 0);
            }
            at += bytes;
        }
        return Optional.empty();
    }

    /** Returns the boxes in a buffer, up to the first that is truncated. */
    static List<Box> within(ByteBuffer parent) {
        List<Box> boxes = new ArrayList<>();
        int at = 0;
        while (at + 8 <= parent.limit() && boxes.size() < MAX_BOXES) {
            long size = parent.getInt(at) & 0xffffffffL;
            if (size < 8 || size > parent.limit() - at) {
                break;
            }
            boxes.add(new Box(fourcc(parent, at + 4), parent.slice(at + 8, (int) size - 8)));
            at += (int) size;
        }
        return boxes;
    }

    static String fourcc(ByteBuffer bytes, int at) {
        byte[] word = new byte[4];
        bytes.get(at, word);
        return new String(word, ISO_8859_1);
    }
}

package io.runfolio.media.image.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.runfolio.media.ByteSource;
import io.runfolio.media.image.pixel.Orientation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tags of an EXIF block that are used here. The block is not trusted: values outside it are ignored. */
public final class ExifMetadata {
    private static final int ORIENTATION = 0x0112;
    private static final int COPYRIGHT = 0x8298;
    private static final int EXIF_DIRECTORY = 0x8769;
    private static final int USER_COMMENT = 0x9286;
    private static final int MAKE = 0x010f;
    private static final int MODEL = 0x0110;
    private static final int DESCRIPTION = 0x010e;

    /** Tags that are kept, as each of 65,535 may claim the whole block. */
    private static final Set<Integer> KEPT =
            Set.of(ORIENTATION, COPYRIGHT, EXIF_DIRECTORY, USER_COMMENT, MAKE, MODEL, DESCRIPTION);

    private static final int MAX_ENTRIES = 65_535;
    private static final int MIN_BYTES = 8;

    private final Map<Integer, byte[]> values = new HashMap<>();
    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    /**
     * Reads a block.
     *
     * @param block from the TIFF header on
     */
    public ExifMetadata(byte[] block) {
        if (block.length < MIN_BYTES) {
            return;
        }
        try {
            IfdReader reader = IfdReader.ofExif(ByteSource.of(block));
            order = reader.order();
            directory(reader, reader.first(), block.length);
            Optional<Integer> exif = number(EXIF_DIRECTORY);
            if (exif.isPresent()) {
                directory(reader, exif.get() & 0xffffffffL, block.length);
            }
        } catch (IOException e) {
            // tags before the end of a cut block count
            return;
        }
    }

    private void directory(IfdReader reader, long offset, int size) throws IOException {
        if (offset < MIN_BYTES || offset > size - 2) {
            return;
        }
        for (IfdReader.Entry entry : reader.read(offset, MAX_ENTRIES).entries()) {
            if (KEPT.contains(entry.tag()) && !values.containsKey(entry.tag()) && entry.isWithin(size)) {
                values.put(entry.tag(), reader.bytes(entry));
            }
        }
    }

    public Orientation orientation() {
        return number(ORIENTATION).map(Orientation::of).orElse(Orientation.UPRIGHT);
    }

    Optional<String> copyright() {
        return text(COPYRIGHT);
    }

    public Optional<String> make() {
        return text(MAKE);
    }

    public Optional<String> model() {
        return text(MODEL);
    }

    public Optional<String> description() {
        return text(DESCRIPTION);
    }

    /** Returns the user comment without its eight-byte character code. */
    public Optional<String> userComment() {
        return Optional.ofNullable(values.get(USER_COMMENT))
                .filter(value -> value.length > 8)
                .map(value -> ExifUserComment.userComment(value, order));
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
                    ByteBuffer bytes = ByteBuffer.wrap(value).order(order);
                    return value.length >= 4 ? bytes.getInt() : bytes.getShort() & 0xffff;
                });
    }
}

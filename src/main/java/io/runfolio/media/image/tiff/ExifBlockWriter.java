package io.runfolio.media.image.tiff;

import io.runfolio.media.image.metadata.IfdReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** Builds a small EXIF block of a TIFF's own tags: the file is an EXIF block itself, but may be large. */
final class ExifBlockWriter {
    /** Description, make, model, orientation, copyright, and the user comment of the EXIF directory. */
    private static final Set<Integer> TAGS = Set.of(0x010e, 0x010f, 0x0110, 0x0112, 0x8298, 0x9286);

    /** Values are behind the header and the largest directory there can be. */
    private static final int VALUES_START = 8 + 2 + 12 * TAGS.size();

    private final ByteOrder order;
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();

    ExifBlockWriter(ByteOrder order) {
        this.order = order;
    }

    /** Adds an entry, if its tag is one of those that are kept. */
    void add(IfdReader.Entry source, byte[] value) {
        if (!TAGS.contains(source.tag())) {
            return;
        }
        int at = VALUES_START + values.size();
        ByteBuffer entry = ByteBuffer.allocate(12).order(order);
        entry.putShort((short) source.tag()).putShort((short) source.type()).putInt(value.length / source.typeBytes());
        if (value.length <= 4) {
            entry.put(value);
        } else {
            entry.putInt(at);
            values.writeBytes(value);
        }
        entries.writeBytes(entry.array());
    }

    byte[] block() {
        int count = Math.min(TAGS.size(), entries.size() / 12);
        byte mark = (byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M');
        ByteBuffer block = ByteBuffer.allocate(VALUES_START + values.size()).order(order);
        block.put(mark).put(mark).putShort((short) 42).putInt(8);
        block.putShort((short) count).put(entries.toByteArray(), 0, 12 * count);
        return block.position(VALUES_START).put(values.toByteArray()).array();
    }
}

package io.runfolio.media.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds what a TIFF carries beside its pixels, with offsets of 32 or, in a BigTIFF, 64 bits: TIFF 6.0, section 2. */
final class TiffBlocks {
    private static final int ICC_PROFILE = 0x8773;
    private static final int XMP = 0x02bc;
    private static final int IPTC = 0x83bb;
    private static final int C2PA = 0xcd41;
    private static final int EXIF_FOLDER = 0x8769;
    /** Description, make, model, orientation, copyright, and the user comment of the EXIF folder. */
    private static final Set<Integer> EXIF = Set.of(0x010e, 0x010f, 0x0110, 0x0112, 0x8298, 0x9286);

    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    private final ByteSource file;
    private final boolean little;
    private final boolean big;
    private final Embedded.Builder embedded = new Embedded.Builder();
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final List<Long> profiles = new ArrayList<>();
    private final TiffLayout layout = new TiffLayout();
    private boolean whole;
    private boolean inExif;

    private TiffBlocks(ByteSource file) throws IOException {
        this.file = file;
        this.little = file.u8(0) == 'I';
        this.big = HeaderReader.isBigTiff(file);
    }

    /**
     * What was found.
     *
     * @param whole whether the first picture's folder lies within the file
     * @param profiles offsets of the entries of color profiles
     */
    record Found(Embedded embedded, boolean whole, List<Long> profiles, TiffLayout layout) {}

    static Found read(ByteSource file) throws IOException {
        TiffBlocks blocks = new TiffBlocks(file);
        blocks.folder(blocks.big ? blocks.offset(8) : blocks.offset(4));
        blocks.embedded.exif(blocks.exif());
        return new Found(blocks.embedded.build(), blocks.whole, List.copyOf(blocks.profiles), blocks.layout);
    }

    private void folder(long start) throws IOException {
        long count = big ? offset(start) : u16(start);
        long entry = start + (big ? 8 : 2);
        for (long left = Math.min(count, 0xffff); left > 0; entry += big ? 20 : 12, left--) {
            if (entry < 0 || entry + 12 > file.size()) {
                return;
            }
            int type = u16(entry + 2);
            if (u16(entry) == ICC_PROFILE) {
                profiles.add(entry);
            }
            long length = offset(entry + 4) * (type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0);
            long inside = entry + (big ? 12 : 8);
            layout.entry(u16(entry), entry, inside + (little ? 0 : type == TiffLayout.LONG ? 3 : 1));
            tag(u16(entry), type, length <= (big ? 8 : 4) ? inside : offset(inside), length);
        }
        whole |= entry + (big ? 8 : 4) <= file.size(); // the place of the next folder
    }

    private void tag(int tag, int type, long start, long length) throws IOException {
        if (length < 1 || start < 0 || length > Embedded.MAX_BLOCK || start > file.size() - length) {
            return;
        }
        byte[] value = file.bytes(start, (int) length);
        layout.put(tag, type, ByteBuffer.wrap(value).order(order()));
        switch (tag) {
            case ICC_PROFILE -> embedded.icc(value);
            case XMP -> embedded.xmp(value);
            case IPTC -> embedded.iptc(value);
            case C2PA -> embedded.c2pa();
            case EXIF_FOLDER -> comment(value);
            default -> keep(tag, type, value);
        }
    }

    /** Looks through the EXIF folder, which has no folders of its own that count. */
    private void comment(byte[] place) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(place).order(order());
        if (!inExif && place.length >= 4) {
            inExif = true;
            folder(place.length >= 8 ? bytes.getLong() : bytes.getInt() & 0xffffffffL);
        }
    }

    private void keep(int tag, int type, byte[] value) {
        if (!EXIF.contains(tag)) {
            return;
        }
        // entries of the block that is made have their values behind a header and the largest folder there can be
        int at = 8 + 2 + 12 * EXIF.size() + values.size();
        ByteBuffer entry = ByteBuffer.allocate(12).order(order());
        entry.putShort((short) tag).putShort((short) type).putInt(value.length / TYPE_BYTES[type]);
        if (value.length <= 4) {
            entry.put(value);
        } else {
            entry.putInt(at);
            values.writeBytes(value);
        }
        entries.writeBytes(entry.array());
    }

    /** Returns a small EXIF block of what was kept: the file is one itself, but may be large. */
    private byte[] exif() {
        int count = Math.min(EXIF.size(), entries.size() / 12);
        ByteBuffer block =
                ByteBuffer.allocate(8 + 2 + 12 * EXIF.size() + values.size()).order(order());
        block.put((byte) (little ? 'I' : 'M')).put((byte) (little ? 'I' : 'M'));
        block.putShort((short) 42).putInt(8).putShort((short) count).put(entries.toByteArray(), 0, 12 * count);
        block.position(8 + 2 + 12 * EXIF.size());
        return block.put(values.toByteArray()).array();
    }

    private ByteOrder order() {
        return little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    private int u16(long at) throws IOException {
        return little ? file.u16le(at) : file.u16(at);
    }

    /** Returns a number as wide as the file's offsets. */
    private long offset(long at) throws IOException {
        if (!big) {
            return little ? file.u32le(at) : file.u32(at);
        }
        return ByteBuffer.wrap(file.bytes(at, 8)).order(order()).getLong();
    }
}

package io.runfolio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes HEIC files around intra frames of HEVC, box by box: ISO/IEC 14496-12 and 23008-12. Frames come from MP4 files
 * of one frame each.
 */
public final class HeicFile {
    /** A coded picture: its bytes, the decoder's configuration, its size. */
    private record Frame(byte[] data, byte[] configuration, int width, int height) {}

    private final List<Frame> frames = new ArrayList<>();
    private final List<byte[]> properties = new ArrayList<>();
    private int width;
    private int height;
    private int columns = 1;
    private int primary;
    private boolean withAlpha;

    /** Adds the frame of an MP4 file; of several, the first is the upper left tile. */
    public HeicFile frame(Path mp4) throws IOException {
        return frame(mp4, 0, 0);
    }

    /** Adds the frame of an MP4 file with a size of its own. */
    public HeicFile frame(Path mp4, int frameWidth, int frameHeight) throws IOException {
        byte[] bytes = Files.readAllBytes(mp4);
        int hvcc = find(bytes, "hvcC");
        int size = ByteBuffer.wrap(bytes).getInt(hvcc - 4);
        int mdat = find(bytes, "mdat");
        byte[] data = slice(bytes, mdat + 4, ByteBuffer.wrap(bytes).getInt(mdat - 4) - 8);
        frames.add(new Frame(data, slice(bytes, hvcc - 4, size), frameWidth, frameHeight));
        return this;
    }

    /** Adds the frame of an MP4 file as the transparency of the one before; not for tiles. */
    public HeicFile alpha(Path mp4) throws IOException {
        withAlpha = true;
        return frame(mp4);
    }

    /** Sets the size of a frame in pixels. */
    public HeicFile size(int frameWidth, int frameHeight) {
        width = frameWidth;
        height = frameHeight;
        return this;
    }

    /** Sets how many tiles stand beside each other. */
    public HeicFile grid(int tilesInARow) {
        columns = tilesInARow;
        return this;
    }

    /** Makes each frame a picture of its own, and one of them, counted from 1, the primary one. */
    public HeicFile separate(int primaryItem) {
        primary = primaryItem;
        return this;
    }

    /** Sets how many quarter turns counter-clockwise the viewer is to make. */
    public HeicFile turned(int quarters) {
        return property("irot", (byte) quarters);
    }

    /** Makes the viewer mirror: 0 upside down, 1 left and right. */
    public HeicFile mirrored(int axis) {
        return property("imir", (byte) axis);
    }

    /** Adds a clean aperture: its size, and the offset of its center as fractions over 2. */
    public HeicFile cropped(int cropWidth, int cropHeight, int halvesRight, int halvesDown) {
        properties.add(box("clap", ints(cropWidth, 1, cropHeight, 1, halvesRight, 2, halvesDown, 2)));
        return this;
    }

    /** Names the color space by code points. */
    public HeicFile codes(int primaries, int transfer, int matrix, boolean full) {
        properties.add(box("colr", join("nclx".getBytes(ISO_8859_1), shorts(primaries, transfer, matrix), new byte[] {
            (byte) (full ? 0x80 : 0)
        })));
        return this;
    }

    /** Adds a color profile. */
    public HeicFile profile(byte[] icc) {
        properties.add(box("colr", join("prof".getBytes(ISO_8859_1), icc)));
        return this;
    }

    private HeicFile property(String type, byte... content) {
        properties.add(box(type, content));
        return this;
    }

    private boolean isGrid() {
        return frames.size() > 1 && !withAlpha && primary == 0;
    }

    /** Returns the file: an item for each frame and, for several tiles, a grid as primary item. */
    public byte[] bytes() {
        int main = isGrid() ? frames.size() + 1 : Math.max(1, primary);
        int rows = isGrid() ? frames.size() / columns : 1;
        byte[] described = ByteBuffer.allocate(8)
                .put(new byte[] {0, 0, (byte) (rows - 1), (byte) (columns - 1)})
                .putShort((short) (width * columns))
                .putShort((short) (height * rows))
                .array();
        List<byte[]> data = new ArrayList<>(frames.stream().map(Frame::data).toList());
        if (isGrid()) {
            data.add(described);
        }
        byte[] start = box("ftyp", "heic\0\0\0\0mif1heic".getBytes(ISO_8859_1));
        int metaBytes = meta(data, main, rows, 0).length;
        byte[] meta = meta(data, main, rows, start.length + metaBytes + 8);
        return join(start, meta, box("mdat", join(data.toArray(byte[][]::new))));
    }

    private byte[] meta(List<byte[]> data, int main, int rows, int dataStart) {
        boolean grid = isGrid();
        byte[] handler = full("hdlr", join(new byte[4], "pict".getBytes(ISO_8859_1), new byte[13]));
        byte[] primaryItem = full("pitm", shorts(main));
        byte[] infos = shorts(data.size());
        byte[] places = join(new byte[] {0x44, 0}, shorts(data.size()));
        byte[] uses = ByteBuffer.allocate(4).putInt(data.size()).array();
        // properties by number: 1 the whole size, 2 transparency, then the main item's, then two of each frame
        byte[] held = join(
                full("ispe", ints(width * columns, height * rows)),
                full("auxC", "urn:mpeg:hevc:2015:auxid:1\0".getBytes(ISO_8859_1)),
                join(properties.toArray(byte[][]::new)));
        for (Frame frame : frames) {
            boolean own = frame.width() > 0;
            byte[] size = ints(own ? frame.width() : width, own ? frame.height() : height);
            held = join(held, frame.configuration(), full("ispe", size));
        }
        int at = dataStart;
        for (int item = 1; item <= data.size(); item++) {
            boolean whole = grid && item == main;
            boolean mask = withAlpha && item == 2;
            byte[] name = (whole ? "grid" : "hvc1").getBytes(ISO_8859_1);
            byte[] entry = join(
                    new byte[] {2, 0, 0, (byte) (grid && !whole || mask ? 1 : 0)}, shorts(item, 0), name, new byte[1]);
            infos = join(infos, box("infe", entry));
            int length = data.get(item - 1).length;
            places = join(places, shorts(item, 0, 1), ints(at, length));
            at += length;
            ByteArrayOutputStream used = new ByteArrayOutputStream();
            if (!whole) {
                int first = 3 + properties.size() + 2 * (item - 1);
                used.write(0x80 | first);
                used.write(first + 1);
            } else {
                used.write(1);
            }
            if (mask) {
                used.write(0x82);
            }
            for (int own = 0; own < properties.size() && (item == main || mask); own++) {
                used.write(0x80 | 3 + own);
            }
            uses = join(uses, shorts(item), new byte[] {(byte) used.size()}, used.toByteArray());
        }
        byte[] references = withAlpha ? full("iref", box("auxl", shorts(2, 1, 1))) : new byte[0];
        if (grid) {
            byte[] tiles = shorts(main, data.size() - 1);
            for (int item = 1; item < data.size(); item++) {
                tiles = join(tiles, shorts(item));
            }
            references = full("iref", box("dimg", tiles));
        }
        return full(
                "meta",
                join(
                        handler,
                        primaryItem,
                        full("iloc", places),
                        full("iinf", infos),
                        references,
                        box("iprp", join(box("ipco", held), full("ipma", uses)))));
    }

    private static byte[] full(String name, byte[] content) {
        return box(name, join(new byte[4], content));
    }

    private static byte[] box(String name, byte[] content) {
        return join(ints(content.length + 8), name.getBytes(ISO_8859_1), content);
    }

    private static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    private static byte[] shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] slice(byte[] bytes, int start, int length) {
        return java.util.Arrays.copyOfRange(bytes, start, start + length);
    }

    private static int find(byte[] bytes, String name) {
        int at = new String(bytes, ISO_8859_1).indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException("no box " + name);
        }
        return at;
    }
}

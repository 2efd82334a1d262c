package io.runfolio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes HEIC files around intra frames of HEVC, box by box: ISO/IEC 14496-12 and 23008-12. Frames come from MP4 files of one frame each. */
public final class HeicFile {
    private final List<byte[]> frames = new ArrayList<>();
    private byte[] configuration = new byte[0];
    private int width;
    private int height;
    private int columns = 1;
    private int turns;
    private boolean withAlpha;

    /** Adds the frame of an MP4 file; of several, the first is the upper left tile. */
    public HeicFile frame(Path mp4) throws IOException {
        byte[] bytes = Files.readAllBytes(mp4);
        int hvcc = find(bytes, "hvcC");
        int size = ByteBuffer.wrap(bytes).getInt(hvcc - 4);
        configuration = slice(bytes, hvcc - 4, size);
        int mdat = find(bytes, "mdat");
        frames.add(slice(bytes, mdat + 4, ByteBuffer.wrap(bytes).getInt(mdat - 4) - 8));
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

    /** Sets how many quarter turns counter-clockwise the viewer is to make. */
    public HeicFile turned(int quarters) {
        turns = quarters;
        return this;
    }

    /** Returns the file: one item for each frame and, if there are several, a grid of them as the main item. */
    public byte[] bytes() {
        boolean grid = frames.size() > 1 && !withAlpha;
        int main = grid ? frames.size() + 1 : 1;
        int rows = withAlpha ? 1 : frames.size() / columns;
        byte[] described = ByteBuffer.allocate(8)
                .put(new byte[] {0, 0, (byte) (rows - 1), (byte) (columns - 1)})
                .putShort((short) (width * columns))
                .putShort((short) (height * rows))
                .array();
        List<byte[]> data = new ArrayList<>(frames);
        if (grid) {
            data.add(described);
        }
        byte[] start = box("ftyp", "heic\0\0\0\0mif1heic".getBytes(ISO_8859_1));
        int metaBytes = meta(data, main, rows, 0).length;
        byte[] meta = meta(data, main, rows, start.length + metaBytes + 8);
        return join(start, meta, box("mdat", join(data.toArray(byte[][]::new))));
    }

    private byte[] meta(List<byte[]> data, int main, int rows, int dataStart) {
        boolean grid = data.size() > 1 && !withAlpha;
        byte[] handler = full("hdlr", join(new byte[4], "pict".getBytes(ISO_8859_1), new byte[13]));
        byte[] primary = full("pitm", shorts(main));
        byte[] infos = shorts(data.size());
        byte[] places = join(new byte[] {0x44, 0}, shorts(data.size()));
        byte[] uses = ByteBuffer.allocate(4).putInt(data.size()).array();
        int at = dataStart;
        for (int item = 1; item <= data.size(); item++) {
            boolean whole = grid && item == main;
            byte[] name = (whole ? "grid" : "hvc1").getBytes(ISO_8859_1);
            byte[] entry = join(
                    new byte[] {2, 0, 0, (byte) (grid && !whole || withAlpha && item == 2 ? 1 : 0)},
                    shorts(item, 0),
                    name,
                    new byte[1]);
            infos = join(infos, box("infe", entry));
            int length = data.get(item - 1).length;
            places = join(places, shorts(item, 0, 1), ints(at, length));
            at += length;
            boolean mask = withAlpha && item == 2;
            // properties by number: 1 the decoder's, 2 a tile's size, 3 the whole size, 4 the turn, 5 transparency
            byte[] properties = mask
                    ? new byte[] {4, (byte) 0x81, 2, (byte) 0x85, (byte) 0x84}
                    : whole
                            ? new byte[] {2, 3, (byte) 0x84}
                            : grid ? new byte[] {2, (byte) 0x81, 2} : new byte[] {3, (byte) 0x81, 2, (byte) 0x84};
            uses = join(uses, shorts(item), properties);
        }
        byte[] properties = box(
                "ipco",
                join(
                        configuration,
                        full("ispe", ints(width, height)),
                        full("ispe", ints(width * columns, height * rows)),
                        box("irot", new byte[] {(byte) turns}),
                        full("auxC", "urn:mpeg:hevc:2015:auxid:1\0".getBytes(ISO_8859_1))));
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
                        primary,
                        full("iloc", places),
                        full("iinf", infos),
                        references,
                        box("iprp", join(properties, full("ipma", uses)))));
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

package io.runfolio.media.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes uncompressed TIFF files of one strip: TIFF 6.0, and BigTIFF. */
public final class TiffFile {
    public static final int PHOTOMETRIC = 262;
    static final int ORIENTATION = 274;
    static final int WHITE_POINT = 318;
    static final int SAMPLE_FORMAT = 339;
    public static final int EXTRA_SAMPLES = 338;
    static final int COMPRESSION = 259;
    static final int ICC = 34675;
    static final int COPYRIGHT = 33432;

    private final SortedMap<Integer, Object> tags = new TreeMap<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private boolean big;
    private int rowsOfStrip;
    private int lackingBytes;
    private boolean pixelsLast;
    private byte[] samples = new byte[0];
    private final List<TiffFile> next = new ArrayList<>();

    public TiffFile(int width, int height, int channels, int bits) {
        int[] depths = new int[channels];
        java.util.Arrays.fill(depths, bits);
        tags.put(256, new int[] {width});
        tags.put(257, new int[] {height});
        tags.put(258, depths);
        tags.put(259, new int[] {1});
        tags.put(PHOTOMETRIC, new int[] {channels < 3 ? 1 : 2});
        tags.put(277, new int[] {channels});
        tags.put(278, new int[] {height});
    }

    /** Adds a tag of short numbers. */
    public TiffFile tag(int tag, int... values) {
        tags.put(tag, values);
        return this;
    }

    /** Adds a tag of fractions of 10,000. */
    TiffFile shares(int tag, int... numerators) {
        long[] rationals = new long[2 * numerators.length];
        for (int at = 0; at < numerators.length; at++) {
            rationals[2 * at] = numerators[at];
            rationals[2 * at + 1] = 10_000;
        }
        tags.put(tag, rationals);
        return this;
    }

    TiffFile block(int tag, byte[] bytes) {
        tags.put(tag, bytes);
        return this;
    }

    public TiffFile samples(byte[] bytes) {
        samples = bytes;
        return this;
    }

    TiffFile bigEndian() {
        order = ByteOrder.BIG_ENDIAN;
        return this;
    }

    /** Divides the samples into strips, the last as short as needed, and declares fewer bytes for the last. */
    TiffFile strips(int rows, int lacking) {
        rowsOfStrip = rows;
        lackingBytes = lacking;
        return this;
    }

    /** Uses offsets of 64 bits. */
    TiffFile big() {
        big = true;
        return this;
    }

    /** Puts the pixels behind the directory, as cameras do; for one page with 32-bit offsets. */
    TiffFile folderFirst() {
        pixelsLast = true;
        return this;
    }

    /** Adds a page. */
    TiffFile then(TiffFile page) {
        next.add(page);
        return this;
    }

    public byte[] bytes() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
        file.writeBytes(numbers(2, big ? 43 : 42));
        if (big) {
            file.writeBytes(numbers(2, 8, 0));
        }
        List<TiffFile> pages = new ArrayList<>(List.of(this));
        pages.addAll(next);
        for (TiffFile page : pages) {
            page.write(file, this, page == pages.get(pages.size() - 1));
        }
        return file.toByteArray();
    }

    /** Writes the offset of the page's directory, its values, and the directory without the next offset. */
    private void write(ByteArrayOutputStream file, TiffFile whole, boolean last) {
        int word = whole.big ? 8 : 4;
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int start = file.size() + word;
        tags.put(273, new int[] {start});
        tags.put(279, new int[] {samples.length});
        if (rowsOfStrip > 0) {
            int height = ((int[]) tags.get(257))[0];
            int count = (height + rowsOfStrip - 1) / rowsOfStrip;
            int[] places = new int[count];
            int[] lengths = new int[count];
            for (int strip = 0; strip < count; strip++) {
                int from = samples.length / height * strip * rowsOfStrip;
                places[strip] = start + from;
                lengths[strip] = Math.min(samples.length / height * rowsOfStrip, samples.length - from);
            }
            lengths[count - 1] -= lackingBytes;
            tags.put(273, places);
            tags.put(278, new int[] {rowsOfStrip});
            tags.put(279, lengths);
        }
        if (pixelsLast) {
            // behind the depths, the count, the entries and the next offset
            int depths = ((int[]) tags.get(258)).length;
            tags.put(273, new int[] {start + (depths > 1 ? 4 * depths : 0) + 2 + 12 * tags.size() + 4});
        } else {
            data.writeBytes(samples);
        }
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        tags.forEach((tag, value) -> {
            byte[] content = whole.content(value);
            int count = value instanceof int[] numbers
                    ? numbers.length
                    : value instanceof long[] ? content.length / 8 : content.length;
            entries.writeBytes(whole.numbers(2, tag, value instanceof byte[] ? 7 : value instanceof long[] ? 5 : 4));
            entries.writeBytes(whole.numbers(word, count));
            if (content.length <= word) {
                entries.writeBytes(java.util.Arrays.copyOf(content, word));
            } else {
                data.writeBytes(new byte[data.size() & 1]);
                entries.writeBytes(whole.numbers(word, start + data.size()));
                data.writeBytes(content);
            }
        });
        data.writeBytes(new byte[data.size() & 1]);
        file.writeBytes(whole.numbers(word, start + data.size()));
        file.writeBytes(data.toByteArray());
        file.writeBytes(whole.numbers(whole.big ? 8 : 2, tags.size()));
        file.writeBytes(entries.toByteArray());
        if (last) {
            file.writeBytes(new byte[word]);
        }
        if (pixelsLast) {
            file.writeBytes(samples);
        }
    }

    private byte[] content(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        int[] numbers = value instanceof long[] wide
                ? java.util.Arrays.stream(wide).mapToInt(one -> (int) one).toArray()
                : (int[]) value;
        return numbers(4, numbers);
    }

    private byte[] numbers(int width, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(width * values.length).order(order);
        for (int value : values) {
            switch (width) {
                case 2 -> bytes.putShort((short) value);
                case 4 -> bytes.putInt(value);
                default -> bytes.putLong(value);
            }
        }
        return bytes.array();
    }
}

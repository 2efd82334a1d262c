package io.runfolio.media.video.mp4;

import static io.runfolio.media.video.mp4.Mp4Boxes.require;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * Sample description of AAC-LC, mono to 5.1, from an {@code mp4a} box.
 *
 * <p>Sources: ISO/IEC 14496-1, 7.2.6, and 14496-3, 1.6.
 *
 * @param sampleRate samples per second
 * @param channels number of channels
 */
record AacSampleEntry(int sampleRate, int channels) {
    private static final int FIXED_BYTES = 28;
    private static final int STREAM = 3;
    private static final int DECODER = 4;
    private static final int CONFIGURATION = 5;
    private static final int MPEG4_AUDIO = 0x40;
    private static final int LOW_COMPLEXITY = 2;
    /**
     * Supported sampling rates by index.
     *
     * <p>Below 32 kHz frames may double the rate or the channels without a sign in the header.
     */
    private static final List<Integer> RATES = List.of(96_000, 88_200, 64_000, 48_000, 44_100, 32_000);

    private static final int MAX_CHANNELS = 6;
    private static final int ONE_CHANNEL = 0;
    private static final int TWO_CHANNELS = 1;
    private static final int FILL = 6;

    /**
     * Parses the box; unsupported content throws {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
     */
    static AacSampleEntry of(ByteBuffer entry) {
        require(entry.getShort(6) == 1 && entry.getInt(8) == 0);
        ByteBuffer esds =
                Mp4Boxes.named(entry, FIXED_BYTES, Set.of("esds", "btrt")).the("esds");
        require(esds.getInt(0) == 0);
        ByteBuffer stream = descriptor(esds.slice(4, esds.limit() - 4), STREAM);
        require(stream.get(2) == 0);
        ByteBuffer decoder = descriptor(stream.slice(3, stream.limit() - 3), DECODER);
        require(decoder.get(0) == MPEG4_AUDIO);
        return configuration(descriptor(decoder.slice(13, decoder.limit() - 13), CONFIGURATION));
    }

    /** Returns the content of the first descriptor, whose length has seven bits per byte. */
    private static ByteBuffer descriptor(ByteBuffer from, int tag) {
        require(from.get(0) == tag);
        int at = 1;
        int length = 0;
        int part;
        do {
            part = from.get(at++);
            length = length << 7 | part & 127;
        } while (part < 0 && at < 5);
        require(part >= 0);
        return from.slice(at, length);
    }

    private static AacSampleEntry configuration(ByteBuffer from) {
        byte[] bytes = new byte[from.limit()];
        from.get(0, bytes);
        BitReader bits = new BitReader(bytes);
        require(bits.bits(5) == LOW_COMPLEXITY);
        int rate = (int) bits.bits(4);
        int channels = (int) bits.bits(4);
        require(rate < RATES.size() && channels > 0 && channels <= MAX_CHANNELS);
        require(bits.bits(3) == 0); // frames of 1,024 samples without dependencies
        if (bits.left() > 0) {
            require(bits.bits(11) == 0x2b7 && bits.bits(5) == 5); // explicitly no doubling of the rate
            require(bits.left() <= 8 && bits.onlyZeros());
        }
        return new AacSampleEntry(RATES.get(rate), channels);
    }

    /** Returns whether a frame starts with the element type of its channel count. */
    boolean opens(byte[] frame) {
        BitReader bits = new BitReader(frame);
        int element = (int) bits.bits(3);
        while (element == FILL) {
            int bytes = (int) bits.bits(4);
            bits.skip(8 * (bytes == 15 ? bytes + (int) bits.bits(8) - 1 : bytes));
            element = (int) bits.bits(3);
        }
        return element == (channels == 2 ? TWO_CHANNELS : ONE_CHANNEL);
    }
}

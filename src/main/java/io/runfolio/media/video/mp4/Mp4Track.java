package io.runfolio.media.video.mp4;

import static io.runfolio.media.video.mp4.Mp4Boxes.require;

import io.runfolio.media.video.mp4.Mp4Boxes.Box;
import io.runfolio.media.video.mp4.Mp4Boxes.Named;
import io.runfolio.media.video.mp4.Mp4Boxes.TopLevelBox;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Track of a plain clip, from its {@code trak} box: not rotated, at most one edit, no external data.
 *
 * <p>Other tracks throw {@link IllegalArgumentException}, {@link IndexOutOfBoundsException} or
 * {@link ArithmeticException}.
 *
 * @param header {@code tkhd} box
 * @param clock {@code mdhd} box
 * @param picture whether it is a picture track, else a sound track
 * @param edit {@code elst} box, if present
 * @param description the only entry of the {@code stsd} box
 * @param samples positions of the samples
 */
record Mp4Track(
        ByteBuffer header,
        ByteBuffer clock,
        boolean picture,
        Optional<ByteBuffer> edit,
        Box description,
        Mp4Samples samples) {
    private static final List<Integer> UPRIGHT = List.of(1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30);
    private static final long MAX_TICKS = 1L << 40;
    private static final int WHOLE_SPEED = 1 << 16;
    private static final Set<String> TABLES =
            Set.of("stsd", "stts", "ctts", "stss", "stsc", "stsz", "stco", "co64", "sdtp");
    /** Sample groups for random access, which do not matter for playback from the start. */
    private static final Set<String> SOUND_TABLES =
            Set.of("stsd", "stts", "stsc", "stsz", "stco", "co64", "sgpd", "sbgp");

    static Mp4Track of(ByteBuffer trak, TopLevelBox data) {
        Named boxes = Mp4Boxes.named(trak, 0, Set.of("tkhd", "edts", "mdia"));
        ByteBuffer header = boxes.the("tkhd");
        require(header.limit() == (wide(header) ? 96 : 84) && upright(header, wide(header) ? 52 : 40));
        Named media = Mp4Boxes.named(boxes.the("mdia"), 0, Set.of("mdhd", "hdlr", "minf"));
        String kind = Mp4Boxes.name(media.the("hdlr"), 8);
        boolean picture = kind.equals("vide");
        require(picture || kind.equals("soun"));
        Named info = Mp4Boxes.named(media.the("minf"), 0, Set.of(picture ? "vmhd" : "smhd", "dinf", "stbl"));
        require(inThisFile(info.the("dinf")));
        Named tables = Mp4Boxes.named(info.the("stbl"), 0, picture ? TABLES : SOUND_TABLES);
        ByteBuffer descriptions = tables.the("stsd");
        List<Box> entries = Mp4Boxes.all(descriptions, 8);
        require(descriptions.getInt(0) == 0 && descriptions.getInt(4) == 1 && entries.size() == 1);
        Optional<ByteBuffer> edit = boxes.maybe("edts")
                .map(edts -> Mp4Boxes.named(edts, 0, Set.of("elst")).the("elst"));
        return new Mp4Track(header, media.the("mdhd"), picture, edit, entries.get(0), Mp4Samples.of(tables, data));
    }

    private static boolean inThisFile(ByteBuffer dinf) {
        ByteBuffer table = Mp4Boxes.named(dinf, 0, Set.of("dref")).the("dref");
        List<Box> references = Mp4Boxes.all(table, 8);
        return table.getInt(4) == 1
                && references.size() == 1
                && references.get(0).name().equals("url ")
                && references.get(0).content().getInt(0) == 1;
    }

    /** Returns whether a header's times have 64 bits. */
    static boolean wide(ByteBuffer header) {
        require(header.get(0) == 0 || header.get(0) == 1);
        return header.get(0) == 1;
    }

    static boolean upright(ByteBuffer header, int at) {
        for (int i = 0; i < UPRIGHT.size(); i++) {
            if (header.getInt(at + 4 * i) != UPRIGHT.get(i)) {
                return false;
            }
        }
        return true;
    }

    boolean isDefault() {
        return (header.getInt(0) & 1) != 0;
    }

    /** Returns whether the track is displayed in the given size. */
    boolean shownIn(int width, int height) {
        int at = header.limit() - 8;
        return header.getInt(at) == width << 16 && header.getInt(at + 4) == height << 16;
    }

    /** Returns the time units per second. */
    int scale() {
        int scale = clock.getInt(wide(clock) ? 20 : 12);
        require(scale > 0);
        return scale;
    }

    /**
     * Returns the duration in seconds as ffprobe prints it: in whole microseconds.
     *
     * @param movieScale time units per second of the movie
     */
    double seconds(int movieScale) {
        long ticks = Math.min(own(), samples.ticks());
        if (edit.isPresent()) {
            ticks = Math.min(ticks, edited(edit.get(), movieScale));
        }
        require(ticks > 0 && ticks < MAX_TICKS);
        return new BigDecimal(ticks * (1.0 / scale()))
                .setScale(6, RoundingMode.HALF_EVEN)
                .doubleValue();
    }

    private long own() {
        long ticks = wide(clock) ? clock.getLong(24) : Integer.toUnsignedLong(clock.getInt(16));
        require(ticks > 0 && ticks < 0xffff_ffffL);
        return ticks;
    }

    /** Applies the only edit, which skips the start and may end before the last tick. */
    private long edited(ByteBuffer edit, int movieScale) {
        boolean wide = wide(edit);
        require(edit.getInt(4) == 1 && edit.limit() == (wide ? 28 : 20));
        long length = wide ? edit.getLong(8) : Integer.toUnsignedLong(edit.getInt(8));
        long start = wide ? edit.getLong(16) : edit.getInt(12);
        require(edit.getInt(edit.limit() - 4) == WHOLE_SPEED);
        require(length > 0 && length < MAX_TICKS && start >= 0 && start < own());
        return rescaled(length, scale(), movieScale);
    }

    /** Returns {@code value * to / from}, rounded half up. */
    static long rescaled(long value, long to, long from) {
        BigInteger twice = BigInteger.valueOf(value).multiply(BigInteger.valueOf(2 * to));
        return twice.add(BigInteger.valueOf(from))
                .divide(BigInteger.valueOf(2 * from))
                .longValueExact();
    }

    /** Returns the average number of frames per second. */
    double frameRate() {
        long frames = Math.multiplyExact((long) scale(), samples.count());
        long divisor = BigInteger.valueOf(frames)
                .gcd(BigInteger.valueOf(samples.ticks()))
                .longValue();
        long above = frames / divisor;
        long below = samples.ticks() / divisor;
        require(above <= Integer.MAX_VALUE && below <= Integer.MAX_VALUE); // FFmpeg rounds larger values
        return (double) above / below;
    }
}

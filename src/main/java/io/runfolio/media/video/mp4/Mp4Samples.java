package io.runfolio.media.video.mp4;

import static io.runfolio.media.video.mp4.Mp4Boxes.require;

import io.runfolio.media.video.mp4.Mp4Boxes.Named;
import io.runfolio.media.video.mp4.Mp4Boxes.TopLevelBox;
import java.nio.ByteBuffer;

/**
 * Positions and times of a track's samples, from consistent tables: ISO/IEC 14496-12, 8.6 and 8.7.
 *
 * @param count number of samples
 * @param ticks total duration in units of the track
 * @param first offset of the first sample in the file
 * @param first offset of the first sample in the file
 */
record Mp4Samples(int count, long ticks, long first, int firstBytes) {
    private static final int MAX_STEP = 1 << 28;
    private static final int MAX_SAMPLES = 1 << 20;

    /**
     * Parses the tables; inconsistent ones throw {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
     */
    static Mp4Samples of(Named tables, TopLevelBox data) {
        Sizes sizes = new Sizes(tables.the("stsz"));
        tables.maybe("ctts")
                .ifPresent(shifts -> require(timed(shifts, Integer.MIN_VALUE).samples() == sizes.count()));
        tables.maybe("stss").ifPresent(keys -> require(rows(keys, 4, 4) > 0 && keys.getInt(8) == 1));
        Timed timed = timed(tables.the("stts"), 1);
        require(timed.samples() == sizes.count());
        long first = placed(tables, sizes, data);
        return new Mp4Samples(sizes.count(), timed.ticks(), first, sizes.of(0));
    }

    /** Returns the row count of a table, which must match its size. */
    private static int rows(ByteBuffer table, int countAt, int rowBytes) {
        int rows = table.getInt(countAt);
        require(rows >= 0 && table.limit() == countAt + 4 + (long) rows * rowBytes);
        return rows;
    }

    private record Sizes(ByteBuffer table, int common, int count) {
        Sizes(ByteBuffer table) {
            this(table, table.getInt(4), table.getInt(4) == 0 ? rows(table, 8, 4) : table.getInt(8));
            require(count > 0 && count <= MAX_SAMPLES); // a common size has no rows that would bound the count
            require(common >= 0 && (common == 0 || table.limit() == 12));
        }

        int of(int sample) {
            int bytes = common == 0 ? table.getInt(12 + 4 * sample) : common;
            require(bytes > 0);
            return bytes;
        }
    }

    private record Timed(long samples, long ticks) {}

    private static Timed timed(ByteBuffer table, int leastStep) {
        long samples = 0;
        long ticks = 0;
        for (int row = 0, rows = rows(table, 4, 8); row < rows; row++) {
            int count = table.getInt(8 + 8 * row);
            int step = table.getInt(12 + 8 * row);
            require(count > 0 && step >= leastStep && step < MAX_STEP);
            samples += count;
            ticks += (long) count * step;
        }
        return new Timed(samples, ticks);
    }

    /** Checks that all chunks lie within the data and hold all samples; returns the first offset. */
    private static long placed(Named tables, Sizes sizes, TopLevelBox data) {
        boolean wide = tables.maybe("co64").isPresent();
        require(wide != tables.maybe("stco").isPresent());
        ByteBuffer chunks = tables.the(wide ? "co64" : "stco");
        int count = rows(chunks, 4, wide ? 8 : 4);
        ByteBuffer runs = tables.the("stsc");
        int runCount = rows(runs, 4, 12);
        require(count > 0 && runCount > 0 && runs.getInt(8) == 1);
        int sample = 0;
        for (int chunk = 0, run = 0; chunk < count; chunk++) {
            if (run + 1 < runCount && runs.getInt(8 + 12 * (run + 1)) == chunk + 1) {
                run++;
            }
            int samples = runs.getInt(12 + 12 * run);
            require(samples > 0 && samples <= sizes.count() - sample && runs.getInt(16 + 12 * run) == 1);
            long at = offset(chunks, wide, chunk);
            long bytes = 0;
            for (int end = sample + samples; sample < end; sample++) {
                bytes += sizes.of(sample);
            }
            require(at >= data.at() + data.headBytes() && bytes <= data.end() - at);
            require(chunk + 1 < count || run + 1 == runCount);
        }
        require(sample == sizes.count());
        return offset(chunks, wide, 0);
    }

    private static long offset(ByteBuffer chunks, boolean wide, int chunk) {
        return wide ? chunks.getLong(8 + 8 * chunk) : Integer.toUnsignedLong(chunks.getInt(8 + 4 * chunk));
    }
}

package io.runfolio.media.video.mp4;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.video.mp4.Mp4Boxes.TopLevelBox;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Times and sizes of the samples of a track that our engines have written.
 *
 * <p>Source: ISO/IEC 14496-12, 8.6 and 8.7.
 *
 * @param scale ticks per second
 * @param frames number of samples
 * @param step distance of the first two presentation times, in ticks
 * @param isEven whether all presentation times have the same distance, which is not zero
 * @param keyFrames number of key frames
 * @param keyFrameExcess bytes by which the average key frame exceeds the average of the other frames
 */
public record Mp4Times(int scale, int frames, long step, boolean isEven, int keyFrames, long keyFrameExcess) {
    private static final int MAX_INDEX_BYTES = 64 << 20;
    private static final int MAX_SAMPLES = 1 << 22;

    /** Returns the times of the picture track; empty if the file is not complete. */
    public static Optional<Mp4Times> pictures(Path file) {
        return read(file, "vide");
    }

    /** Returns the times of the sound track; empty if absent. */
    public static Optional<Mp4Times> sounds(Path file) {
        return read(file, "soun");
    }

    private static Optional<Mp4Times> read(Path file, String handler) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Optional<TopLevelBox> box = Mp4Boxes.top(channel, 0);
            while (box.isPresent() && box.get().isComplete()) {
                if (box.get().name().equals("moov") && box.get().bytes() <= MAX_INDEX_BYTES) {
                    return track(box.get().content(channel), handler);
                }
                box = Mp4Boxes.top(channel, box.get().end());
            }
            return Optional.empty();
        } catch (NoSuchFileException | EOFException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read a part of a clip");
        }
    }

    private static Optional<Mp4Times> track(ByteBuffer movie, String handler) {
        for (Mp4Boxes.Box box : Mp4Boxes.all(movie, 0)) {
            if (box.name().equals("trak")) {
                ByteBuffer media = child(box.content(), "mdia");
                if (Mp4Boxes.name(child(media, "hdlr"), 8).equals(handler)) {
                    return Optional.of(of(media));
                }
            }
        }
        return Optional.empty();
    }

    private static ByteBuffer child(ByteBuffer parent, String name) {
        return find(parent, name).orElseThrow(IllegalArgumentException::new);
    }

    private static Optional<ByteBuffer> find(ByteBuffer parent, String name) {
        return Mp4Boxes.all(parent, 0).stream()
                .filter(box -> box.name().equals(name))
                .map(Mp4Boxes.Box::content)
                .findFirst();
    }

    private static Mp4Times of(ByteBuffer media) {
        ByteBuffer clock = child(media, "mdhd");
        ByteBuffer tables = child(child(media, "minf"), "stbl");
        ByteBuffer sizes = child(tables, "stsz");
        int frames = sizes.getInt(8);
        long[] times = times(child(tables, "stts"), frames);
        find(tables, "ctts").ifPresent(shifts -> shift(times, shifts));
        Arrays.sort(times);
        long step = frames > 1 ? times[1] - times[0] : 0;
        boolean isEven = step > 0;
        for (int frame = 1; frame < frames; frame++) {
            isEven &= times[frame] - times[frame - 1] == step;
        }
        int scale = clock.getInt(clock.get(0) == 1 ? 20 : 12);
        Optional<ByteBuffer> keys = find(tables, "stss");
        int keyFrames = keys.map(table -> table.getInt(4)).orElse(frames);
        return new Mp4Times(
                scale,
                frames,
                step,
                isEven,
                keyFrames,
                keys.map(table -> excess(table, sizes)).orElse(0L));
    }

    private static long[] times(ByteBuffer table, int frames) {
        Mp4Boxes.require(frames > 0 && frames <= MAX_SAMPLES);
        long[] times = new long[frames];
        int frame = 0;
        long time = 0;
        for (int row = 0; row < table.getInt(4); row++) {
            for (int count = table.getInt(8 + 8 * row); count > 0; count--) {
                times[frame++] = time;
                time += table.getInt(12 + 8 * row);
            }
        }
        Mp4Boxes.require(frame == frames);
        return times;
    }

    private static void shift(long[] times, ByteBuffer table) {
        int frame = 0;
        for (int row = 0; row < table.getInt(4); row++) {
            for (int count = table.getInt(8 + 8 * row); count > 0; count--) {
                times[frame++] += table.getInt(12 + 8 * row);
            }
        }
    }

    private static long excess(ByteBuffer keys, ByteBuffer sizes) {
        int frames = sizes.getInt(8);
        int keyFrames = keys.getInt(4);
        if (sizes.getInt(4) != 0 || keyFrames == 0 || keyFrames >= frames) {
            return 0;
        }
        long all = 0;
        for (int frame = 0; frame < frames; frame++) {
            all += sizes.getInt(12 + 4 * frame);
        }
        long key = 0;
        for (int row = 0; row < keyFrames; row++) {
            key += sizes.getInt(12 + 4 * (keys.getInt(8 + 4 * row) - 1));
        }
        return Math.max(0, key / keyFrames - (all - key) / (frames - keyFrames));
    }
}

package io.runfolio.media.video.chunk;

import io.runfolio.media.video.chunk.OnePieceException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Times and key frames of a picture track with a constant frame rate.
 *
 * @param tick unit of the times, in seconds
 * @param times presentation times in ticks, ascending
 * @param start time of the first frame after the start of the file, in seconds
 * @param fileStart start of the file, in seconds
 * @param keyFrames numbers of the frames at which decoding can start, ascending
 * @param cuts numbers of the frames, other than the first, before and after which no frame needs one of the other side
 */
public record PictureIndex(double tick, long[] times, double start, double fileStart, int[] keyFrames, int[] cuts) {
    /** Deviation from a constant frame rate that rounded times may have, in ticks. */
    private static final double MAX_TICKS_OFF = 1.5;

    private static final int MIN_FRAMES = 2;
    /** Seconds to seek behind a key frame, as some demuxers start some frames earlier than asked. */
    private static final double MAX_SEEK_EXCESS = 0.16;

    /**
     * Reads the list of packets in decoding order, in the form that ffprobe writes.
     *
     * @throws OnePieceException if the track cannot be cut
     */
    public static PictureIndex read(byte[] listed) {
        String list = new String(listed, StandardCharsets.ISO_8859_1);
        int lines = (int) list.lines().count();
        long[] times = new long[lines];
        boolean[] keys = new boolean[lines];
        int count = 0;
        double tick = 0;
        double fileStart = Double.NaN;
        for (Iterator<String> rest = list.lines().iterator(); rest.hasNext(); ) {
            String[] words = rest.next().split(",");
            if (words[0].equals("packet") && words.length >= 3) {
                if (words[2].contains("D")) {
                    throw new OnePieceException(Reason.EDIT_LIST);
                }
                times[count] = (long) number(words[1]);
                keys[count++] = words[2].contains("K");
            } else if (words[0].equals("stream") && words.length >= 2 && tick == 0) {
                tick = fraction(words[1]);
            } else if (words[0].equals("format") && words.length >= 2) {
                fileStart = number(words[1]);
            }
        }
        if (count < MIN_FRAMES || tick <= 0 || Double.isNaN(fileStart)) {
            throw new OnePieceException(Reason.NO_TIMES); // the list may be cut off before its end
        }
        return of(tick, fileStart, Arrays.copyOf(times, count), keys);
    }

    private static PictureIndex of(double tick, double fileStart, long[] decoded, boolean[] keys) {
        long[] times = decoded.clone();
        Arrays.sort(times);
        checkConstant(times);
        int[] keyFrames = IntStream.range(0, decoded.length)
                .filter(packet -> keys[packet])
                .map(packet -> Arrays.binarySearch(times, decoded[packet]))
                .sorted()
                .toArray();
        int[] cuts = cuts(decoded, keys);
        if (cuts.length == 0) {
            throw new OnePieceException(keyFrames.length > 1 ? Reason.OPEN_GOP : Reason.NO_KEY_FRAMES);
        }
        return new PictureIndex(tick, times, times[0] * tick - fileStart, fileStart, keyFrames, cuts);
    }

    private static void checkConstant(long[] times) {
        double step = (double) (times[times.length - 1] - times[0]) / (times.length - 1);
        for (int frame = 0; frame < times.length; frame++) {
            boolean isLater = frame == 0 || times[frame] > times[frame - 1];
            if (!isLater || Math.abs(times[frame] - times[0] - frame * step) > MAX_TICKS_OFF) {
                throw new OnePieceException(Reason.VARIABLE_FRAME_RATE);
            }
        }
    }

    /** Returns the key frames that all earlier packets precede and all later ones follow. */
    private static int[] cuts(long[] decoded, boolean[] keys) {
        long[] earliestAfter = new long[decoded.length + 1];
        earliestAfter[decoded.length] = Long.MAX_VALUE;
        for (int packet = decoded.length - 1; packet >= 0; packet--) {
            earliestAfter[packet] = Math.min(earliestAfter[packet + 1], decoded[packet]);
        }
        int[] cuts = new int[decoded.length];
        int count = 0;
        long latestBefore = Long.MIN_VALUE;
        for (int packet = 0; packet < decoded.length; packet++) {
            if (packet > 0
                    && keys[packet]
                    && latestBefore < decoded[packet]
                    && earliestAfter[packet + 1] > decoded[packet]) {
                cuts[count++] = packet;
            }
            latestBefore = Math.max(latestBefore, decoded[packet]);
        }
        return Arrays.copyOf(cuts, count);
    }

    private static double number(String word) {
        try {
            return Double.parseDouble(word.strip());
        } catch (NumberFormatException e) {
            throw new OnePieceException(Reason.NO_TIMES); // N/A
        }
    }

    private static double fraction(String word) {
        String[] parts = word.split("/");
        return parts.length == 2 ? number(parts[0]) / number(parts[1]) : 0;
    }

    public int frames() {
        return times.length;
    }

    /** Returns frames per second. */
    public double rate() {
        return (frames() - 1) / ((times[frames() - 1] - times[0]) * tick);
    }

    /** Returns the time of a frame in the web file, in seconds. */
    public double seconds(int frame) {
        return times[frame] * tick - fileStart;
    }

    /** Returns the last frame at or before another at which decoding can start. */
    public int keyFrameBefore(int frame) {
        int at = Arrays.binarySearch(keyFrames, frame);
        int found = at >= 0 ? at : -at - 2;
        return found < 0 ? 0 : keyFrames[found];
    }

    /** Returns seconds from the start of the file to a time between a key frame and the next one. */
    public double seekSeconds(int keyFrame) {
        if (keyFrame == 0) {
            return 0;
        }
        int at = Arrays.binarySearch(keyFrames, keyFrame);
        int next = at >= 0 && at + 1 < keyFrames.length ? keyFrames[at + 1] : frames() - 1;
        double later = Math.min(MAX_SEEK_EXCESS, (seconds(next) - seconds(keyFrame)) / 2);
        return seconds(keyFrame) + later;
    }
}

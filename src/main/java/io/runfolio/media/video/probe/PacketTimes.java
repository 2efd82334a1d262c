package io.runfolio.media.video.probe;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Durations of tracks, summed from a list of packets.
 *
 * <p>Each line has track, presentation time, decoding time and duration in seconds; {@code N/A} means unknown.
 */
public final class PacketTimes {
    private final Map<Integer, Track> tracks = new HashMap<>();

    private static final class Track {
        private double start = Double.POSITIVE_INFINITY;
        private double end = Double.NEGATIVE_INFINITY;
        private double sum;

        /** Returns the duration; packets of raw streams have no times, so their durations are added up. */
        double seconds() {
            return start <= end ? end - start : sum;
        }
    }

    private PacketTimes() {}

    public static PacketTimes read(byte[] lines) {
        PacketTimes times = new PacketTimes();
        new String(lines, StandardCharsets.ISO_8859_1).lines().forEach(times::line);
        return times;
    }

    private void line(String line) {
        String[] words = line.split(",");
        if (words.length < 4) {
            return; // last line of a truncated list
        }
        double track = number(words[0]);
        if (track < 0 || track > Short.MAX_VALUE) {
            return;
        }
        Track sums = tracks.computeIfAbsent((int) track, key -> new Track());
        double shown = number(words[1]);
        double time = Double.isNaN(shown) ? number(words[2]) : shown;
        double duration = Math.max(0, orZero(number(words[3])));
        sums.sum += duration;
        if (!Double.isNaN(time)) {
            sums.start = Math.min(sums.start, time);
            sums.end = Math.max(sums.end, time + duration);
        }
    }

    /** Returns the duration of a track; empty if it has no packets. */
    public OptionalDouble seconds(int track) {
        return positive(tracks.containsKey(track) ? tracks.get(track).seconds() : 0);
    }

    /** Returns the duration of the longest track; empty if there are no packets. */
    public OptionalDouble longest() {
        return positive(
                tracks.values().stream().mapToDouble(Track::seconds).max().orElse(0));
    }

    private static OptionalDouble positive(double seconds) {
        return seconds > 0 && Double.isFinite(seconds) ? OptionalDouble.of(seconds) : OptionalDouble.empty();
    }

    private static double orZero(double number) {
        return Double.isNaN(number) ? 0 : number;
    }

    private static double number(String word) {
        try {
            double number = Double.parseDouble(word.strip());
            return Double.isFinite(number) ? number : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

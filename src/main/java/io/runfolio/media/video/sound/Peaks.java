package io.runfolio.media.video.sound;

import io.runfolio.files.StorageErrors;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Lowest and highest sample of each of many equal parts of a sound.
 *
 * @param sampleRate samples per second
 * @param samplesPerPair samples in each part; the last may have fewer
 * @param lows lowest sample of each part, -128 to 127
 * @param highs highest sample of each part, -128 to 127
 */
public record Peaks(int sampleRate, int samplesPerPair, int[] lows, int[] highs) {
    private static final int MAX_PAIRS = 500;
    private static final int BYTES_PER_SAMPLE = 2;

    /**
     * Reads a file of samples; empty if it has none.
     *
     * @param pcm signed samples of 16 bits, little-endian, one channel; it may be missing
     */
    public static Optional<Peaks> read(Path pcm, int sampleRate) {
        try {
            long samples = Files.exists(pcm) ? Files.size(pcm) / BYTES_PER_SAMPLE : 0;
            return samples == 0 ? Optional.empty() : Optional.of(read(pcm, sampleRate, samples));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read the samples of a sound");
        }
    }

    private static Peaks read(Path pcm, int sampleRate, long samples) throws IOException {
        int perPair = Math.toIntExact((samples + MAX_PAIRS - 1) / MAX_PAIRS);
        int pairs = Math.toIntExact((samples + perPair - 1) / perPair);
        Peaks peaks = new Peaks(sampleRate, perPair, new int[pairs], new int[pairs]);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(pcm), 1 << 16)) {
            for (int pair = 0; pair < pairs; pair++) {
                byte[] part = in.readNBytes(BYTES_PER_SAMPLE * perPair);
                int low = Short.MAX_VALUE;
                int high = Short.MIN_VALUE;
                for (int at = 0; at + 1 < part.length; at += BYTES_PER_SAMPLE) {
                    int sample = (short) (part[at] & 0xff | part[at + 1] << 8);
                    low = Math.min(low, sample);
                    high = Math.max(high, sample);
                }
                peaks.lows[pair] = low >> 8;
                peaks.highs[pair] = high >> 8;
            }
        }
        return peaks;
    }

    /** Returns the largest distance from silence in a range of pairs, 0 to 128. */
    int loudest(int from, int to) {
        int loudest = 0;
        for (int pair = from; pair < to; pair++) {
            loudest = Math.max(loudest, Math.max(Math.abs(lows[pair]), Math.abs(highs[pair])));
        }
        return loudest;
    }

    int pairs() {
        return lows.length;
    }

    /** Returns the peaks in the JSON format of the program audiowaveform, version 2. */
    public String json() {
        StringBuilder json = new StringBuilder("{\"version\":2,\"channels\":1,\"sample_rate\":")
                .append(sampleRate)
                .append(",\"samples_per_pixel\":")
                .append(samplesPerPair)
                .append(",\"bits\":8,\"length\":")
                .append(pairs())
                .append(",\"data\":[");
        for (int pair = 0; pair < pairs(); pair++) {
            json.append(pair == 0 ? "" : ",").append(lows[pair]).append(',').append(highs[pair]);
        }
        return json.append("]}\n").toString();
    }
}

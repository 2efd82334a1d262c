package io.runfolio.media.video;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the poster among the candidates that an engine left: of those that are not blank, the one whose histogram of brightness is nearest to the mean of all. Blank is dark, or
 * without contrast; if all are, the one with the most contrast, where a flat color goes before white, and that before black.
 */
final class PosterChoice {
    private static final double DARK = 32;
    private static final double FLAT = 6;
    private static final double WHITE = 250;
    private static final int LEVELS = 32;

    private PosterChoice() {}

    /**
     * A chosen frame.
     *
     * @param picture the frame
     * @param blank whether nothing better than a blank one was there
     */
    record Chosen(BufferedImage picture, boolean blank) {}

    private record Candidate(int number, double mean, double deviation, double[] histogram) {
        boolean blank() {
            return mean < DARK || deviation < FLAT;
        }

        /** Returns how much a blank frame shows. */
        double interest() {
            return deviation + (mean < DARK ? 0 : mean > WHITE ? FLAT / 2 : FLAT);
        }

        double distance(double[] other) {
            double sum = 0;
            for (int level = 0; level < LEVELS; level++) {
                double difference = histogram[level] - other[level];
                sum += difference * difference;
            }
            return sum;
        }
    }

    /** Returns the choice, or empty if there is not one whole frame. */
    static Optional<Chosen> among(Path frames, FrameSize size) {
        List<Candidate> all = read(frames, size);
        List<Candidate> good =
                all.stream().filter(candidate -> !candidate.blank()).toList();
        if (good.isEmpty()) {
            return all.stream()
                    .reduce((a, b) -> b.interest() > a.interest() ? b : a)
                    .map(candidate -> new Chosen(picture(frames, candidate, size), true));
        }
        double[] mean = mean(good);
        return good.stream()
                .reduce((a, b) -> b.distance(mean) < a.distance(mean) ? b : a)
                .map(candidate -> new Chosen(picture(frames, candidate, size), false));
    }

    private static List<Candidate> read(Path frames, FrameSize size) {
        List<Candidate> all = new ArrayList<>();
        if (!Files.exists(frames)) {
            return all;
        }
        int frameBytes = bytes(size);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(frames))) {
            for (byte[] rgb = in.readNBytes(frameBytes); rgb.length == frameBytes; rgb = in.readNBytes(frameBytes)) {
                all.add(measured(all.size(), rgb));
            }
        } catch (IOException e) {
            throw Workspace.failure("The candidates for a clip's poster could not be read back", e);
        }
        return all;
    }

    /** Brightness after BT.709's weights, in whole numbers of 1/256. */
    private static Candidate measured(int number, byte[] rgb) {
        double[] histogram = new double[LEVELS];
        double sum = 0;
        double squares = 0;
        int pixels = rgb.length / 3;
        for (int at = 0; at < rgb.length; at += 3) {
            int luma = (54 * (rgb[at] & 255) + 183 * (rgb[at + 1] & 255) + 19 * (rgb[at + 2] & 255)) >> 8;
            histogram[luma * LEVELS / 256] += 1.0 / pixels;
            sum += luma;
            squares += (double) luma * luma;
        }
        double mean = sum / pixels;
        return new Candidate(number, mean, Math.sqrt(Math.max(0, squares / pixels - mean * mean)), histogram);
    }

    private static double[] mean(List<Candidate> candidates) {
        double[] mean = new double[LEVELS];
        for (Candidate candidate : candidates) {
            for (int level = 0; level < LEVELS; level++) {
                mean[level] += candidate.histogram()[level] / candidates.size();
            }
        }
        return mean;
    }

    private static int bytes(FrameSize size) {
        return Math.multiplyExact(Math.multiplyExact(size.width(), size.height()), 3);
    }

    /** Reads the frame once more: all of them together could be more than memory holds. */
    private static BufferedImage picture(Path frames, Candidate candidate, FrameSize size) {
        try (InputStream in = Files.newInputStream(frames)) {
            in.skipNBytes((long) candidate.number() * bytes(size));
            return picture(in.readNBytes(bytes(size)), size);
        } catch (IOException e) {
            throw Workspace.failure("A clip's poster could not be read back", e);
        }
    }

    private static BufferedImage picture(byte[] rgb, FrameSize size) {
        BufferedImage picture = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[size.width()];
        for (int y = 0, at = 0; y < size.height(); y++) {
            for (int x = 0; x < row.length; x++, at += 3) {
                row[x] = (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | rgb[at + 2] & 255;
            }
            picture.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return picture;
    }
}

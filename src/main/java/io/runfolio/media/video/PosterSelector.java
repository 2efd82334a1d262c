package io.runfolio.media.video;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.image.pixel.LumaStatistics;
import io.runfolio.media.image.pixel.Pixels;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Selects the poster among candidate frames: the most typical one that is not blank.
 *
 * <p>Typical is the frame whose brightness histogram is closest to the mean of all. If all frames are blank, the one
 * that shows most wins.
 */
final class PosterSelector {
    private static final int CHANNELS = 3;

    private PosterSelector() {}

    /**
     * Selected frame.
     *
     * @param pixels pixels of the frame
     * @param blank whether all candidates were blank
     */
    record SelectedFrame(Pixels pixels, boolean blank) {}

    private record Candidate(int number, LumaStatistics luma) {
        boolean isBlank() {
            return luma.isBlank();
        }

        double distance(double[] histogram) {
            double sum = 0;
            for (int level = 0; level < histogram.length; level++) {
                double difference = luma.histogram()[level] - histogram[level];
                sum += difference * difference;
            }
            return sum;
        }
    }

    /** Returns the selected frame; empty if there is no complete candidate. */
    static Optional<SelectedFrame> select(Path frames, FrameSize size) {
        List<Candidate> all = read(frames, size);
        List<Candidate> good =
                all.stream().filter(candidate -> !candidate.isBlank()).toList();
        if (good.isEmpty()) {
            return all.stream()
                    .reduce((a, b) -> b.luma().interest() > a.luma().interest() ? b : a)
                    .map(candidate -> new SelectedFrame(pixels(frames, candidate, size), true));
        }
        double[] mean = mean(good);
        return good.stream()
                .reduce((a, b) -> b.distance(mean) < a.distance(mean) ? b : a)
                .map(candidate -> new SelectedFrame(pixels(frames, candidate, size), false));
    }

    private static List<Candidate> read(Path frames, FrameSize size) {
        List<Candidate> all = new ArrayList<>();
        if (!Files.exists(frames)) {
            return all;
        }
        int frameBytes = bytes(size);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(frames))) {
            for (byte[] rgb = in.readNBytes(frameBytes); rgb.length == frameBytes; rgb = in.readNBytes(frameBytes)) {
                all.add(new Candidate(all.size(), LumaStatistics.of(rgb, CHANNELS)));
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read the poster candidates of a clip");
        }
        return all;
    }

    private static double[] mean(List<Candidate> candidates) {
        double[] mean = new double[candidates.get(0).luma().histogram().length];
        for (Candidate candidate : candidates) {
            for (int level = 0; level < mean.length; level++) {
                mean[level] += candidate.luma().histogram()[level] / candidates.size();
            }
        }
        return mean;
    }

    private static int bytes(FrameSize size) {
        return Math.multiplyExact(Math.multiplyExact(size.width(), size.height()), CHANNELS);
    }

    /** Reads the frame again, because all candidates together may exceed the heap. */
    private static Pixels pixels(Path frames, Candidate candidate, FrameSize size) {
        try (InputStream in = Files.newInputStream(frames)) {
            in.skipNBytes((long) candidate.number() * bytes(size));
            return new Pixels(size.width(), size.height(), CHANNELS, in.readNBytes(bytes(size)));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read the poster of a clip");
        }
    }
}

package io.runfolio.media.video.storyboard;

import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.pixel.Pixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Storyboard of one clip: a picture of all tiles, and cues with the time and place of each. */
public final class Storyboard {
    private static final int QUALITY = 65;
    /** A single tile shows no more than the poster. */
    private static final int MIN_TILES = 2;

    private final StoryboardFrames frames;
    private final SpriteSheet sheet;

    private Storyboard(StoryboardFrames frames) {
        this.frames = frames;
        this.sheet = new SpriteSheet(frames.tiles());
    }

    /**
     * Reads a storyboard's tiles; empty if the clip has fewer than two different ones.
     *
     * @param frames raw RGB frames without separators, which may be missing
     */
    public static Optional<Storyboard> read(Path frames, StoryboardPlan plan) {
        StoryboardFrames read = StoryboardFrames.read(frames, plan);
        return read.tiles().size() < MIN_TILES ? Optional.empty() : Optional.of(new Storyboard(read));
    }

    public int width() {
        return sheet.picture().width();
    }

    public int height() {
        return sheet.picture().height();
    }

    /** Returns the picture as WebP. */
    public byte[] webp(StillEncoder encoder) throws IOException {
        Pixels picture = sheet.picture();
        return encoder.encode(picture, OutputFormat.WEBP, QUALITY);
    }

    /**
     * Returns the cues as WebVTT.
     *
     * @param pictureName file name of the picture
     * @param seconds length of the clip, where the last cue ends
     */
    public String cues(String pictureName, double seconds) {
        CueSheet cues = new CueSheet();
        long end = Math.round(1000 * seconds);
        for (int index = 0; index < frames.tiles().size(); index++) {
            boolean isLast = index == frames.tiles().size() - 1;
            long start = frames.startMillis().get(index);
            long until =
                    isLast ? Math.max(end, start + 1) : frames.startMillis().get(index + 1);
            cues.add(start, until, pictureName + "#" + sheet.place(index));
        }
        return cues.toString();
    }
}

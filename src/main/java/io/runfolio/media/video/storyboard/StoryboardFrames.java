package io.runfolio.media.video.storyboard;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.image.pixel.Pixels;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tiles of a storyboard, read from raw RGB frames. Frames that repeat the one before make it last longer.
 *
 * @param tiles different tiles in the order of the clip
 * @param startMillis start of each tile
 */
record StoryboardFrames(List<Pixels> tiles, List<Long> startMillis) {
    private static final int CHANNELS = 3;

    static StoryboardFrames read(Path frames, StoryboardPlan plan) {
        StoryboardFrames read = new StoryboardFrames(new ArrayList<>(), new ArrayList<>());
        if (!Files.exists(frames)) {
            return read;
        }
        int bytes = Math.multiplyExact((int) plan.tile().pixels(), CHANNELS);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(frames))) {
            for (int index = 0; index < plan.maxTiles(); index++) {
                byte[] rgb = in.readNBytes(bytes);
                if (rgb.length < bytes) {
                    break;
                }
                read.add(
                        new Pixels(plan.tile().width(), plan.tile().height(), CHANNELS, rgb),
                        (long) index * plan.stepMillis());
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "Cannot read the storyboard of a clip");
        }
        return read;
    }

    private void add(Pixels tile, long start) {
        boolean isRepeated =
                !tiles.isEmpty() && Arrays.equals(tiles.get(tiles.size() - 1).samples(), tile.samples());
        if (!isRepeated) {
            tiles.add(tile);
            startMillis.add(start);
        }
    }
}

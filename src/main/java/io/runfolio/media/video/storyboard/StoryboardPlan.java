package io.runfolio.media.video.storyboard;

import io.runfolio.media.image.pixel.Size;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Size, number and distance of a storyboard's tiles.
 *
 * @param tile size of a tile, in pixels
 * @param stepMillis distance of two tiles, in milliseconds
 * @param maxTiles maximum number of tiles
 */
public record StoryboardPlan(Size tile, int stepMillis, int maxTiles) {
    private static final int MAX_TILE_SIDE = 160;
    /** Shorter distances show nothing that the eye can tell apart while scrubbing. */
    private static final int MIN_STEP_MILLIS = 500;

    private static final int STEP_MILLIS_OF_UNKNOWN_LENGTH = 2_000;

    /**
     * Plans the storyboard of a clip.
     *
     * @param display size of the clip as displayed
     * @param seconds its length, if known
     * @param maxTiles maximum number of tiles, at least 1
     */
    public static StoryboardPlan of(Size display, OptionalDouble seconds, int maxTiles) {
        Size tile = display.within(MAX_TILE_SIDE, false);
        if (seconds.isEmpty()) {
            return new StoryboardPlan(tile, STEP_MILLIS_OF_UNKNOWN_LENGTH, maxTiles);
        }
        double millis = 1000 * seconds.getAsDouble();
        int step = (int) Math.max(MIN_STEP_MILLIS, Math.ceil(millis / maxTiles));
        return new StoryboardPlan(tile, step, (int) Math.max(1, Math.min(maxTiles, Math.ceil(millis / step))));
    }

    /**
     * Returns the filters that make the tiles of a clip's frames, in FFmpeg's language.
     *
     * <p>The first tile is at the start of the clip, whenever the first frame is shown. Frames beyond the last tile are
     * not scaled, as false times can make many of them.
     *
     * @param scaleOptions further options of the filter {@code scale}
     */
    public String filters(String scaleOptions) {
        return String.format(
                Locale.ROOT,
                "fps=fps=1000/%d:start_time=0:eof_action=pass,select='lt(n,%d)',%s",
                stepMillis,
                maxTiles,
                tileFilters(scaleOptions));
    }

    /** Returns the filters that make a tile of each frame. */
    public String tileFilters(String scaleOptions) {
        return String.format(
                Locale.ROOT,
                "scale=w=%d:h=%d:flags=bicubic%s,setsar=1,format=rgb24",
                tile.width(),
                tile.height(),
                scaleOptions);
    }
}

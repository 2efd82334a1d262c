package io.runfolio.media.video.storyboard;

import io.runfolio.media.image.pixel.Pixels;
import java.util.List;

/** Grid of tiles of one size in one picture, row by row. */
final class SpriteSheet {
    private static final int MAX_COLUMNS = 10;

    private final int columns;
    private final int tileWidth;
    private final int tileHeight;
    private final Pixels picture;

    /** @param tiles at least one, of the same size, without alpha */
    SpriteSheet(List<Pixels> tiles) {
        columns = Math.min(MAX_COLUMNS, tiles.size());
        tileWidth = tiles.get(0).width();
        tileHeight = tiles.get(0).height();
        int rows = (tiles.size() + columns - 1) / columns;
        picture = Pixels.blank(columns * tileWidth, rows * tileHeight, 3);
        for (int index = 0; index < tiles.size(); index++) {
            draw(tiles.get(index), left(index), top(index));
        }
    }

    Pixels picture() {
        return picture;
    }

    int left(int index) {
        return index % columns * tileWidth;
    }

    int top(int index) {
        return index / columns * tileHeight;
    }

    /** Returns the place of a tile as a media fragment: {@code xywh=left,top,width,height}. */
    String place(int index) {
        return "xywh=" + left(index) + "," + top(index) + "," + tileWidth + "," + tileHeight;
    }

    private void draw(Pixels tile, int left, int top) {
        int row = 3 * tileWidth;
        for (int y = 0; y < tileHeight; y++) {
            int to = 3 * ((top + y) * picture.width() + left);
            System.arraycopy(tile.samples(), y * row, picture.samples(), to, row);
        }
    }
}

package io.runfolio.artifact.transfer.sheet;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.filters.Canvas;
import net.coobird.thumbnailator.geometry.Positions;

/** Page of a contact sheet: a grid of pictures with captions on white, as JPEG. */
public final class SheetPage {
    /** Largest number of cells on a page. */
    public static final int MAX_CELLS = 30;

    /** Largest side of a picture in pixels. */
    public static final int MAX_PICTURE_SIDE = 320;

    /** Lines of a caption. */
    public static final int CAPTION_LINES = 3;

    private static final int MAX_COLUMNS = 5;
    private static final int GAP = 24;
    private static final int CELL_HEIGHT = MAX_PICTURE_SIDE + CAPTION_LINES * SheetCaptions.LINE_HEIGHT + 8;
    private static final double QUALITY = 0.9;
    private static final Color CELL_BACKGROUND = new Color(0xf0f0f0);

    private SheetPage() {}

    /**
     * Draws a page and writes it as JPEG; the stream stays open.
     *
     * @param cells 1 to {@value #MAX_CELLS} cells, row by row
     */
    public static void write(List<SheetCell> cells, SheetCaptions captions, OutputStream out) throws IOException {
        if (cells.isEmpty() || cells.size() > MAX_CELLS) {
            throw new IllegalArgumentException("A page has 1 to " + MAX_CELLS + " cells, not " + cells.size());
        }
        Thumbnails.of(draw(cells, captions))
                .scale(1)
                .outputFormat("jpg")
                .outputQuality(QUALITY)
                .toOutputStream(out);
    }

    private static BufferedImage draw(List<SheetCell> cells, SheetCaptions captions) throws IOException {
        int columns = Math.min(MAX_COLUMNS, cells.size());
        int rows = (cells.size() + columns - 1) / columns;
        BufferedImage page = new BufferedImage(
                columns * (MAX_PICTURE_SIDE + GAP) + GAP, rows * (CELL_HEIGHT + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
            for (int i = 0; i < cells.size(); i++) {
                int x = GAP + i % columns * (MAX_PICTURE_SIDE + GAP);
                int y = GAP + i / columns * (CELL_HEIGHT + GAP);
                draw(graphics, cells.get(i), captions, x, y);
            }
        } finally {
            graphics.dispose();
        }
        return page;
    }

    private static void draw(Graphics2D graphics, SheetCell cell, SheetCaptions captions, int x, int y)
            throws IOException {
        if (cell.picture().isPresent()) {
            BufferedImage picture = Thumbnails.of(cell.picture().get().toFile())
                    .scale(1)
                    .addFilter(new Canvas(MAX_PICTURE_SIDE, MAX_PICTURE_SIDE, Positions.CENTER, true, CELL_BACKGROUND))
                    .asBufferedImage();
            graphics.drawImage(picture, x, y, CELL_BACKGROUND, null);
        } else {
            graphics.setColor(CELL_BACKGROUND);
            graphics.fillRect(x, y, MAX_PICTURE_SIDE, MAX_PICTURE_SIDE);
            captions.drawPlaceholder(graphics, cell.placeholder(), x, y, MAX_PICTURE_SIDE);
        }
        captions.draw(graphics, cell.caption(), x, y + MAX_PICTURE_SIDE, MAX_PICTURE_SIDE);
    }
}

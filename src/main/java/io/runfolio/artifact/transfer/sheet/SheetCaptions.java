package io.runfolio.artifact.transfer.sheet;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Captions of a contact sheet, drawn in the system's sans-serif font. Without any font, sheets have no captions. */
public final class SheetCaptions {
    /** Height of a line in pixels. */
    static final int LINE_HEIGHT = 19;

    private static final int FONT_SIZE = 14;
    private static final int TITLE_END = 18;
    private static final Color TITLE = new Color(0x202020);
    private static final Color TEXT = new Color(0x606060);
    private static final String CUT = "…";

    private final boolean hasFont;

    private SheetCaptions(boolean hasFont) {
        this.hasFont = hasFont;
    }

    /** Looks for a font; small systems have none. */
    public static SheetCaptions ofSystem() {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return new SheetCaptions(graphics.getFontMetrics(font(Font.PLAIN)).stringWidth("x") > 0);
        } catch (RuntimeException | InternalError | LinkageError e) {
            return new SheetCaptions(false); // the JDK has no exception of its own for a system without fonts
        } finally {
            graphics.dispose();
        }
    }

    /** Returns whether captions can be drawn. */
    public boolean hasFont() {
        return hasFont;
    }

    private static Font font(int style) {
        return new Font(Font.SANS_SERIF, style, FONT_SIZE);
    }

    /** Draws lines below each other; the first is a title. */
    void draw(Graphics2D graphics, List<String> lines, int x, int y, int width) {
        if (!hasFont) {
            return;
        }
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        for (int i = 0; i < lines.size(); i++) {
            graphics.setFont(font(i == 0 ? Font.BOLD : Font.PLAIN));
            graphics.setColor(i == 0 ? TITLE : TEXT);
            FontMetrics metrics = graphics.getFontMetrics();
            String line = i == 0 ? cutMiddle(lines.get(i), metrics, width) : cut(lines.get(i), metrics, width);
            graphics.drawString(line, x, y + (i + 1) * LINE_HEIGHT);
        }
    }

    /** Draws a word in the middle of a square. */
    void drawPlaceholder(Graphics2D graphics, String word, int x, int y, int side) {
        if (!hasFont) {
            return;
        }
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(font(Font.PLAIN));
        graphics.setColor(TEXT);
        FontMetrics metrics = graphics.getFontMetrics();
        String shown = cut(word, metrics, side);
        graphics.drawString(shown, x + (side - metrics.stringWidth(shown)) / 2, y + side / 2);
    }

    /** Keeps the end of a file name, which distinguishes the outputs of a run. */
    private static String cutMiddle(String text, FontMetrics metrics, int width) {
        String shown = text.replaceAll("\\p{Cntrl}", " ");
        if (metrics.stringWidth(shown) <= width) {
            return shown;
        }
        String end = shown.substring(shown.offsetByCodePoints(
                shown.length(), -Math.min(TITLE_END, shown.codePointCount(0, shown.length()))));
        return cut(shown, metrics, width - metrics.stringWidth(end)) + end;
    }

    private static String cut(String text, FontMetrics metrics, int width) {
        String shown = text.replaceAll("\\p{Cntrl}", " ");
        if (metrics.stringWidth(shown) <= width) {
            return shown;
        }
        int end = Math.min(shown.length(), width);
        while (end > 0 && metrics.stringWidth(shown.substring(0, end) + CUT) > width) {
            end = shown.offsetByCodePoints(end, -1);
        }
        return shown.substring(0, end) + CUT;
    }
}

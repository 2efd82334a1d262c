import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Draws the layout of an infographic as a PNG in the working directory. */
public class DrawInfographic {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WIDTH = 1200;
    private static final int MARGIN = 72;
    private static final int GAP = 32;
    private static final int HEADING_STEP = 38;
    private static final int BODY_STEP = 35;
    private static final Font HEADING = font(Font.BOLD, 30);
    private static final Font BODY = font(Font.PLAIN, 24);
    private static final Color PAPER = new Color(0xfbfaf6);
    private static final Color INK = new Color(0x1d2329);
    private static final Color SOFT = new Color(0x525b63);
    /** The dark and the bright color of each palette. */
    private static final Map<String, List<Color>> PALETTES = Map.of(
            "ocean", List.of(new Color(0x0b3d5c), new Color(0x1f7a99)),
            "forest", List.of(new Color(0x1d4a2f), new Color(0x3d7f4f)),
            "ember", List.of(new Color(0x6b1f1a), new Color(0xb0502a)));

    private final JsonNode layout;
    private final Color dark;
    private final Color bright;
    private Graphics2D pen;

    private DrawInfographic(JsonNode layout) {
        this.layout = layout;
        List<Color> colors = PALETTES.getOrDefault(layout.path("palette").asText(), PALETTES.get("ocean"));
        dark = colors.get(0);
        bright = colors.get(1);
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("java.awt.headless", "true");
        JsonNode request = JSON.readTree(System.in);
        BufferedImage poster = new DrawInfographic(request.get("input")).draw();
        ImageIO.write(poster, "png", new File("infographic.png"));
        ObjectNode answer = JSON.createObjectNode();
        answer.put("text", request.path("prompt").asText());
        answer.putArray("files")
                .addObject()
                .put("path", "infographic.png")
                .put("kind", "image")
                .put("mimeType", "image/png")
                .put("role", "output");
        ObjectNode cost = answer.putArray("costs").addObject();
        cost.put("provider", "sample").put("operation", "image.draw").put("model", "java2d");
        cost.put("quantity", 1).put("unit", "image").put("unitPrice", 0.01).put("actual", 0.01);
        System.out.println(JSON.writeValueAsString(answer));
    }

    /** Draws twice: the first pass finds out how high the poster is. */
    private BufferedImage draw() {
        int height = render(new BufferedImage(WIDTH, 10, BufferedImage.TYPE_INT_RGB));
        BufferedImage poster = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        render(poster);
        return poster;
    }

    private int render(BufferedImage canvas) {
        pen = canvas.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        pen.setColor(PAPER);
        pen.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        int y = panels(header());
        y = footer(y, canvas.getHeight());
        pen.dispose();
        return y;
    }

    private int header() {
        Font title = font(Font.BOLD, 68);
        Font summary = font(Font.PLAIN, 28);
        int width = WIDTH - 2 * MARGIN;
        List<String> titleLines = balanced(layout.get("title").asText(), title, width);
        List<String> summaryLines = wrap(layout.get("summary").asText(), summary, width);
        int height = MARGIN + titleLines.size() * 80 + 20 + summaryLines.size() * 40 + MARGIN + 40;
        pen.setPaint(new GradientPaint(0, 0, dark, WIDTH, height, bright));
        pen.fillRect(0, 0, WIDTH, height);
        pen.setColor(PAPER);
        Path2D wave = new Path2D.Double();
        wave.moveTo(0, height);
        for (int x = 0; x <= WIDTH; x += 8) {
            wave.lineTo(x, height - 22 - 14 * Math.sin(x * Math.PI * 2 / 400));
        }
        wave.lineTo(WIDTH, height);
        wave.closePath();
        pen.fill(wave);
        pen.setColor(Color.WHITE);
        int y = lines(titleLines, title, MARGIN, MARGIN + 60, 80);
        lines(summaryLines, summary, MARGIN, y + 10, 40);
        return height + GAP;
    }

    /** Draws the panels in two columns; both panels of a row have the same height. */
    private int panels(int top) {
        JsonNode all = layout.get("panels");
        int width = (WIDTH - 2 * MARGIN - GAP) / 2;
        int y = top;
        for (int i = 0; i < all.size(); i += 2) {
            boolean isAlone = i + 1 == all.size();
            int wide = isAlone ? WIDTH - 2 * MARGIN : width;
            List<JsonNode> row = isAlone ? List.of(all.get(i)) : List.of(all.get(i), all.get(i + 1));
            int head = 64;
            int body = 0;
            for (JsonNode panel : row) {
                head = Math.max(head, HEADING_STEP * headings(panel, wide).size());
                body = Math.max(body, BODY_STEP * bodies(panel, wide).size());
            }
            for (int column = 0; column < row.size(); column++) {
                panel(row.get(column), MARGIN + column * (width + GAP), y, wide, head, head + body + 88);
            }
            y += head + body + 88 + GAP;
        }
        return y;
    }

    private List<String> headings(JsonNode panel, int width) {
        return wrap(panel.get("heading").asText(), HEADING, width - 136);
    }

    private List<String> bodies(JsonNode panel, int width) {
        return wrap(panel.get("body").asText(), BODY, width - 64);
    }

    private void panel(JsonNode panel, int x, int y, int width, int head, int height) {
        pen.setColor(Color.WHITE);
        RoundRectangle2D card = new RoundRectangle2D.Double(x, y, width, height, 28, 28);
        pen.fill(card);
        pen.setColor(new Color(bright.getRed(), bright.getGreen(), bright.getBlue(), 90));
        pen.setStroke(new BasicStroke(2));
        pen.draw(card);
        pen.setColor(bright);
        pen.fill(new Ellipse2D.Double(x + 28, y + 28, 60, 60));
        Font digit = font(Font.BOLD, 32);
        String number = panel.get("number").asText();
        pen.setFont(digit);
        pen.setColor(Color.WHITE);
        pen.drawString(number, x + 58 - pen.getFontMetrics(digit).stringWidth(number) / 2, y + 69);
        List<String> headings = headings(panel, width);
        pen.setColor(dark);
        lines(headings, HEADING, x + 108, y + (headings.size() == 1 ? 68 : 52), HEADING_STEP);
        pen.setColor(INK);
        lines(bodies(panel, width), BODY, x + 32, y + head + 72, BODY_STEP);
    }

    private int footer(int top, int height) {
        pen.setColor(SOFT);
        Font font = font(Font.PLAIN, 20);
        lines(wrap(layout.path("footer").asText(), font, WIDTH - 2 * MARGIN), font, MARGIN, top + 16, 28);
        pen.setColor(dark);
        pen.fillRect(0, height - 16, WIDTH, 16);
        return top + 84;
    }

    private int lines(List<String> lines, Font font, int x, int y, int step) {
        pen.setFont(font);
        for (String line : lines) {
            pen.drawString(line, x, y);
            y += step;
        }
        return y;
    }

    private List<String> wrap(String text, Font font, int width) {
        FontMetrics metrics = pen.getFontMetrics(font);
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.strip().split("\\s+")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && metrics.stringWidth(longer) > width) {
                lines.add(line);
                longer = word;
            }
            line = longer;
        }
        lines.add(line);
        return lines;
    }

    /** Returns the fewest lines, of about the same length. */
    private List<String> balanced(String text, Font font, int width) {
        List<String> lines = wrap(text, font, width);
        for (int narrower = width - 10; narrower > width / 3; narrower -= 10) {
            List<String> wrapped = wrap(text, font, narrower);
            if (wrapped.size() > lines.size()) {
                break;
            }
            lines = wrapped;
        }
        return lines;
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}

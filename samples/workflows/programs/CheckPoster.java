import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;

/** Checks a picture: its size, whether anything is drawn, and the range of its brightness. */
public class CheckPoster {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MIN_WIDTH = 800;

    public static void main(String[] arguments) throws Exception {
        JsonNode request = JSON.readTree(System.in);
        BufferedImage poster = ImageIO.read(new File(request.at("/input/path").asText()));
        Set<Integer> colors = new HashSet<>();
        int darkest = 255;
        int brightest = 0;
        for (int y = 0; y < poster.getHeight(); y += 2) {
            for (int x = 0; x < poster.getWidth(); x += 2) {
                int rgb = poster.getRGB(x, y) & 0xffffff;
                colors.add(rgb);
                int gray = (299 * (rgb >> 16) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000;
                darkest = Math.min(darkest, gray);
                brightest = Math.max(brightest, gray);
            }
        }
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode checks = answer.putArray("checks");
        check(checks, "size", poster.getWidth() >= MIN_WIDTH, poster.getWidth() + " pixels wide");
        check(checks, "drawn", colors.size() > 100, colors.size() + " colors");
        check(checks, "contrast", brightest - darkest > 150, "brightness from " + darkest + " to " + brightest);
        System.out.println(JSON.writeValueAsString(answer));
    }

    private static void check(ArrayNode checks, String name, boolean passed, String message) {
        checks.addObject().put("name", name).put("passed", passed).put("message", message);
    }
}

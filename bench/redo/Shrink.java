import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.File;
import javax.imageio.ImageIO;

/** Makes a small picture from a large one: {@code PICTURE SIDE TARGET}. */
public final class Shrink {
    public static void main(String[] arguments) throws Exception {
        int side = Integer.parseInt(arguments[1]);
        BufferedImage small = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Image large = ImageIO.read(new File(arguments[0]));
        small.getGraphics().drawImage(large, 0, 0, side, side, null);
        ImageIO.write(small, "png", new File(arguments[2]));
    }
}

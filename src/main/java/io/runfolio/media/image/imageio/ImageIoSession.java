package io.runfolio.media.image.imageio;

import io.runfolio.media.image.colour.CmykImages;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.pixel.BufferedImages;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** One ImageIO reader at work on one input; collects its warnings. Closing disposes of the reader, not the input. */
public final class ImageIoSession implements AutoCloseable {
    private static final ColorSpace PLATFORM_GRAY = ColorSpace.getInstance(ColorSpace.CS_GRAY);

    private final ImageReader reader;
    private final List<String> warnings = new ArrayList<>();

    public ImageIoSession(ImageReader reader, ImageInputStream in) {
        this.reader = reader;
        reader.setInput(in, true, true);
        reader.addIIOReadWarningListener((from, warning) -> warnings.add(warning));
    }

    /** Returns the first picture. */
    public BufferedImage read(ImageReadParam param) throws IOException {
        return reader.read(0, param);
    }

    /** Returns the reader's warnings so far, except those about profiles. This program applies profiles itself. */
    public List<String> warnings() {
        return warnings.stream().filter(warning -> !warning.contains("ICC")).toList();
    }

    /**
     * Returns the first picture as pixels; CMYK is converted to sRGB.
     *
     * @param cmykReduction by how much CMYK pictures are reduced before they are converted
     */
    public DecodedStill still(ImageReadParam param, int cmykReduction) throws IOException {
        BufferedImage image = read(param);
        boolean damaged = !warnings().isEmpty();
        return CmykImages.isCmyk(image)
                ? DecodedStill.of(CmykImages.toRgb(image, iccProfile(image), cmykReduction), damaged)
                : new DecodedStill(BufferedImages.pixels(image), profile(image), damaged);
    }

    /**
     * Returns the profile of samples that are neither in sRGB nor in the platform's gray.
     *
     * <p>The readers give the platform's gray to gray without a profile.
     */
    public static Optional<byte[]> profile(BufferedImage image) {
        ColorSpace space = image.getColorModel().getColorSpace();
        boolean color = space.getType() == ColorSpace.TYPE_RGB && !space.isCS_sRGB();
        boolean gray = space.getType() == ColorSpace.TYPE_GRAY && !space.equals(PLATFORM_GRAY);
        return color || gray ? iccProfile(image) : Optional.empty();
    }

    private static Optional<byte[]> iccProfile(BufferedImage image) {
        return image.getColorModel().getColorSpace() instanceof ICC_ColorSpace space
                ? Optional.of(space.getProfile().getData())
                : Optional.empty();
    }

    @Override
    public void close() {
        reader.dispose();
    }
}

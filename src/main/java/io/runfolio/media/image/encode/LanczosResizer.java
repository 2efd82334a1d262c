package io.runfolio.media.image.encode;

import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Resampler;
import io.runfolio.media.image.pixel.Size;
import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import net.coobird.thumbnailator.resizers.Resizer;

/** Resizer of Thumbnailator that uses the Lanczos-3 kernel of the derivatives. Thread safe. */
public final class LanczosResizer implements Resizer {

    @Override
    public void resize(BufferedImage source, BufferedImage target) {
        Pixels resized =
                Resampler.resize(BufferedImages.pixels(source), new Size(target.getWidth(), target.getHeight()));
        if (target.getType() == BufferedImages.type(resized)) {
            // samples in the order of the bands, which is R, G, B, A whatever the order in memory
            target.getRaster().setDataElements(0, 0, target.getWidth(), target.getHeight(), resized.samples());
            return;
        }
        Graphics2D graphics = target.createGraphics();
        // the default would multiply and divide colors by their alpha
        graphics.setComposite(AlphaComposite.Src);
        graphics.drawImage(BufferedImages.wrap(resized), 0, 0, null);
        graphics.dispose();
    }
}

package io.runfolio.media.image;

import io.runfolio.media.SniffedType.Format;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/** Decodes a still, or the first picture of a file with several, through ImageIO's readers. */
final class StillDecoder {
    private StillDecoder() {}

    /**
     * A decoded picture.
     *
     * @param pixels samples as stored: not turned, in the colour space of the file
     * @param complaints what the decoder said it had to pass over
     */
    record Decoded(Pixels pixels, List<String> complaints) {}

    /**
     * Decodes.
     *
     * @throws UnusableImageException if the picture is broken
     */
    static Decoded decode(Path file, Format format) {
        List<String> complaints = new CopyOnWriteArrayList<>();
        if (format == Format.PNG) {
            return png(file);
        }
        try (ByteSource bytes = ByteSource.open(file);
                FileImageInputStream in = new FileImageInputStream(file.toFile())) {
            ImageReader reader = Readers.of(format, format == Format.TIFF && HeaderReader.isBigTiff(bytes))
                    .orElseThrow(() -> UnusableImageException.unsupported("no_decoder", "No decoder for this format"));
            try {
                reader.setInput(in, true, true);
                reader.addIIOReadWarningListener((from, warning) -> complaints.add(warning));
                BufferedImage image = reader.read(0);
                return new Decoded(Rasters.pixels(image), List.copyOf(complaints));
            } finally {
                reader.dispose();
            }
        } catch (UnusableImageException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // decoders of foreign bytes fail in every way; only a lack of memory is ours
            throw UnusableImageException.corrupt("The picture is damaged and could not be decoded", e);
        }
    }

    private static Decoded png(Path file) {
        try {
            PngDecoder.Decoded decoded = PngDecoder.decode(file);
            return new Decoded(decoded.pixels(), decoded.whole() ? List.of() : List.of("rows are missing"));
        } catch (IOException e) {
            throw UnusableImageException.corrupt("The PNG ends before its pixels", e);
        }
    }
}

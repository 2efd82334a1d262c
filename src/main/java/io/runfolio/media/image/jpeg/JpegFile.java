package io.runfolio.media.image.jpeg;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import io.runfolio.media.ByteSource;
import io.runfolio.media.image.colour.CmykToRgb;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import io.runfolio.media.image.imageio.ImageIoSession;
import io.runfolio.media.image.imageio.ImageReaders;
import io.runfolio.media.image.imageio.MaskedImageInputStream;
import io.runfolio.media.image.pixel.Pixels;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A JPEG file: decoded at a fraction of its size where that is possible, else by ImageIO's readers. */
public final class JpegFile implements ImageFile {
    /** Larger files are not read into memory whole. */
    private static final long MAX_REDUCED_BYTES = 64L << 20;

    private static final int DECODER_BYTES_PER_PIXEL = 3;

    private final Path path;
    private final ByteSource bytes;
    private final ImageHeader header;
    private final JpegSampleLayout layout;

    /** Reads the header. */
    public JpegFile(Path path, ByteSource bytes) throws IOException {
        this.path = path;
        this.bytes = bytes;
        JpegHeader read = JpegHeader.read(bytes);
        this.header = read.imageHeader();
        this.layout = read.sampleLayout();
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    @Override
    public DecodedStill still(Reduction reduction) throws IOException {
        Optional<Pixels> reduced = reduction.factor() > 1 && bytes.size() <= MAX_REDUCED_BYTES
                ? ReducedJpegDecoder.decode(bytes.bytes(0, (int) bytes.size()), reduction.factor())
                : Optional.empty();
        return reduced.isPresent() ? DecodedStill.of(reduced.get(), false) : full(reduction.factor());
    }

    /**
     * Decodes at full size. The platform's reader gives up on profiles and marks that contradict the picture and on
     * lossless frames; TwelveMonkeys' ignores the former and has a decoder for the latter.
     */
    private DecodedStill full(int cmykReduction) throws IOException {
        try {
            return read(ImageReaders.platformJpeg(), cmykReduction);
        } catch (IOException | RuntimeException e) {
            try {
                return read(ImageReaders.registered(JPEGImageReaderSpi.class), cmykReduction);
            } catch (IOException | RuntimeException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    private DecodedStill read(ImageReader reader, int cmykReduction) throws IOException {
        try (ImageInputStream in = new MaskedImageInputStream(
                        path, layout.missingMark(), MaskedImageInputStream.hidden(layout.hidden()));
                ImageIoSession session = new ImageIoSession(reader, in)) {
            if (!layout.isCmyk()) {
                return session.still(reader.getDefaultReadParam(), cmykReduction);
            }
            WritableRaster cmyk = CmykJpegSamples.read(reader, layout.adobeTransform());
            Pixels rgb = CmykToRgb.convert(cmyk, header.embedded().icc(), cmykReduction);
            return DecodedStill.of(rgb, !session.warnings().isEmpty());
        }
    }

    @Override
    public int bytesPerPixel() {
        return DECODER_BYTES_PER_PIXEL + header.channels();
    }
}

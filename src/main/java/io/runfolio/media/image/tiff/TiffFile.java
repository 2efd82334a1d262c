package io.runfolio.media.image.tiff;

import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import io.runfolio.media.ByteSource;
import io.runfolio.media.image.colour.CmykImages;
import io.runfolio.media.image.format.DecodedStill;
import io.runfolio.media.image.format.ImageFile;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.Reduction;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.imageio.ImageIoFile;
import io.runfolio.media.image.imageio.ImageIoSession;
import io.runfolio.media.image.imageio.ImageReaders;
import io.runfolio.media.image.imageio.MaskedImageInputStream;
import io.runfolio.media.image.imageio.TimedImageInputStream;
import io.runfolio.media.image.metadata.IfdReader;
import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A TIFF file: its first picture is decoded by an ImageIO reader and converted by what its tags say. */
public final class TiffFile implements ImageFile {
    private final Path path;
    private final boolean big;
    private final TiffSampleLayout layout;
    private final TiffMetadata metadata;
    private final ImageHeader header;

    /** Reads the header. */
    public TiffFile(Path path, ByteSource bytes) throws IOException {
        this.path = path;
        IfdReader directories = IfdReader.ofTiff(bytes);
        this.big = directories.isBigTiff();
        TiffStructureCheck.check(bytes, directories);
        this.metadata = TiffMetadata.read(bytes, directories);
        this.layout = metadata.layout();
        this.header = ImageIoFile.header(path, reader(), !metadata.isWhole(), metadata.embedded());
    }

    @Override
    public ImageHeader header() {
        return header;
    }

    @Override
    public DecodedStill still(Reduction reduction) throws IOException {
        boolean lab = TiffLab.isLab(layout);
        if (lab) {
            TiffLab.requireKnown(layout);
        }
        ImageReader reader = reader();
        try (ImageInputStream in = input(lab);
                ImageIoSession session = new ImageIoSession(reader, in)) {
            BufferedImage image = session.read(reader.getDefaultReadParam());
            boolean damaged = ShortStripWarnings.hasOthers(session.warnings(), layout);
            if (lab) {
                return DecodedStill.of(TiffLab.pixels(image.getRaster(), layout), damaged);
            }
            if (CmykImages.isCmyk(image)) {
                Pixels rgb = CmykImages.toRgb(image, header.embedded().icc(), reduction.factor());
                return DecodedStill.of(layout.hasUnspecifiedSample() ? rgb.withoutAlpha() : rgb, damaged);
            }
            Pixels pixels = withNamedAlpha(BufferedImages.pixels(image), image.isAlphaPremultiplied());
            return new DecodedStill(pixels, ImageIoSession.profile(image), damaged);
        } catch (IIOException e) {
            if (String.valueOf(e.getMessage()).contains("TIFF Compression value")) {
                throw UnusableImageException.unsupported(
                        UnusableImageException.NO_DECODER,
                        "No decoder for the compression of this picture is available");
            }
            throw e;
        }
    }

    private ImageReader reader() throws IOException {
        return ImageReaders.registered(big ? BigTIFFImageReaderSpi.class : TIFFImageReaderSpi.class);
    }

    /** Opens the input with profiles hidden, also those of JPEG strips, and CIE L*a*b* declared as RGB. */
    private ImageInputStream input(boolean lab) throws IOException {
        Map<Long, Byte> replaced = MaskedImageInputStream.hidden(metadata.profileEntries());
        if (lab) {
            replaced.putAll(layout.asRgb());
        }
        if (layout.isJpeg()) {
            return MaskedImageInputStream.hidingAllProfiles(path, replaced);
        }
        return replaced.isEmpty()
                ? new TimedImageInputStream(path)
                : new MaskedImageInputStream(path, new byte[0], replaced);
    }

    /** Applies what the tags say of alpha: the reader takes any extra sample of 8 bits for straight alpha. */
    private Pixels withNamedAlpha(Pixels pixels, boolean straightened) {
        if (!pixels.hasAlpha()) {
            return pixels;
        }
        if (layout.hasUnspecifiedSample()) {
            return pixels.withoutAlpha();
        }
        return layout.isPremultiplied() && !straightened ? pixels.unpremultiplied() : pixels;
    }

    @Override
    public int bytesPerPixel() {
        return ImageIoFile.bytesPerPixel(header);
    }
}

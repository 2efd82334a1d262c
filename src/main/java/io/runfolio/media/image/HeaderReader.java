package io.runfolio.media.image;

import io.runfolio.media.SniffedType;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.run.StorageErrors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageReader;

/** Reads headers: our own walkers for the common formats, the readers' own words for the rest. Nothing is decoded. */
final class HeaderReader {
    private HeaderReader() {}

    /**
     * Returns the header of a picture, or empty if its format is not read in Java.
     *
     * @throws UnusableImageException if it is broken
     */
    static Optional<ImageHeader> read(Path file, SniffedType type) {
        try (ByteSource bytes = ByteSource.open(file)) {
            Optional<ImageHeader> header =
                    switch (type.format()) {
                        case PNG -> Optional.of(PngHeader.read(bytes));
                        case JPEG -> Optional.of(JpegHeader.read(bytes));
                        case WEBP -> Optional.of(WebpHeader.read(bytes));
                        case GIF -> Optional.of(GifHeader.read(bytes));
                        case TIFF, BMP, PSD -> {
                            checkStructure(type.format(), bytes);
                            yield Optional.of(other(file, type.format(), bytes));
                        }
                        default -> Optional.empty();
                    };
            header.map(ImageHeader::size).ifPresent(HeaderReader::refuseNothing);
            return header;
        } catch (EOFException e) {
            throw UnusableImageException.corrupt("The file ends within its header", e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            StorageErrors.rethrow(e, "A picture could not be read");
            throw e instanceof UnusableImageException known ? known : broken(e);
        }
    }

    /** Returns the header of a file whose format is not read in Java. */
    static ForeignHeader foreign(Path file, SniffedType type) {
        try {
            return ForeignHeader.read(file, type.format());
        } catch (IOException e) {
            StorageErrors.rethrow(e, "A picture could not be read");
            throw broken(e);
        }
    }

    private static void refuseNothing(Size size) {
        if (size.width() < 1 || size.height() < 1) {
            throw UnusableImageException.corrupt("The picture's header names an impossible size", null);
        }
    }

    /** Returns whether a TIFF has 64-bit offsets. */
    static boolean isBigTiff(ByteSource bytes) throws IOException {
        return bytes.u8(2) + bytes.u8(3) == '+';
    }

    private static void checkStructure(Format format, ByteSource bytes) throws IOException {
        switch (format) {
            case TIFF -> TiffStructure.check(bytes);
            case BMP -> OtherStructure.checkBmp(bytes);
            default -> OtherStructure.checkPsd(bytes);
        }
    }

    private static ImageHeader other(Path file, Format format, ByteSource bytes) throws IOException {
        ImageReader reader =
                Readers.of(format, format == Format.TIFF && isBigTiff(bytes)).orElseThrow();
        try (TimedImageInputStream in = new TimedImageInputStream(file)) {
            reader.setInput(in, true, false);
            Size size = new Size(reader.getWidth(0), reader.getHeight(0));
            var model = reader.getRawImageType(0) == null
                    ? reader.getImageTypes(0).next().getColorModel()
                    : reader.getRawImageType(0).getColorModel();
            TiffBlocks.Found found = format == Format.TIFF
                    ? TiffBlocks.read(bytes)
                    : new TiffBlocks.Found(Embedded.nothing(), true, List.of(), new TiffLayout());
            return new ImageHeader(
                    size, 1, model.getComponentSize(0), model.hasAlpha(), !found.whole(), found.embedded());
        } finally {
            reader.dispose();
        }
    }

    private static UnusableImageException broken(Throwable cause) {
        return UnusableImageException.corrupt("The picture's header could not be read", cause);
    }
}

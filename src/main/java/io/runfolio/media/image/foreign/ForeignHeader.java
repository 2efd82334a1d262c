package io.runfolio.media.image.foreign;

import io.runfolio.media.ByteSource;
import io.runfolio.media.HeifItem;
import io.runfolio.media.image.colour.CodedColorSpace;
import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.metadata.EmbeddedMetadata;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Header of a picture that is decoded outside this process.
 *
 * @param stored size before any crop
 * @param shown size after crop and rotation
 * @param icc profile of the container
 * @param coded color space that the container names by code points
 * @param exif EXIF block whose orientation the decoder does not apply
 * @param item primary item of AVIF and HEIC
 */
public record ForeignHeader(
        Optional<Size> stored,
        Optional<Size> shown,
        Optional<byte[]> icc,
        Optional<CodedColorSpace> coded,
        Optional<byte[]> exif,
        Optional<HeifItem> item) {

    /** Returns the header of a TIFF whose compression another program decodes, without rotating it. */
    public static ForeignHeader ofTiff(ImageHeader header) {
        EmbeddedMetadata embedded = header.embedded();
        return new ForeignHeader(
                Optional.of(header.size()),
                Optional.of(header.size()),
                embedded.icc(),
                Optional.empty(),
                embedded.exif(),
                Optional.of(new HeifItem(OptionalLong.empty(), List.of())));
    }

    /**
     * Reads the header of a file.
     *
     * @throws IOException if the file cannot be read
     */
    public static ForeignHeader read(Path path, ForeignFormat format) throws IOException {
        try (ByteSource file = ByteSource.open(path)) {
            if (format.isHeif()) {
                Optional<HeifHeader> heif =
                        HeifHeader.read(file).filter(found -> found.stored().isPresent());
                if (heif.isPresent()) {
                    return of(heif.get());
                }
            }
            Optional<byte[]> profile = format == ForeignFormat.JPEG_2000 ? profileOfJp2(file) : Optional.empty();
            Optional<Size> size = format.size(file);
            return new ForeignHeader(size, size, profile, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    private static ForeignHeader of(HeifHeader heif) {
        return new ForeignHeader(
                heif.stored(), heif.shown(), heif.icc(), heif.coded(), Optional.empty(), Optional.of(heif.item()));
    }

    /** Returns the profile of a JPEG 2000 file: ISO/IEC 15444-1, section I.5.3.3, method 2 and, in JPX, 3. */
    private static Optional<byte[]> profileOfJp2(ByteSource file) throws IOException {
        return IsoBoxes.find(file, "jp2h").flatMap(header -> IsoBoxes.within(ByteBuffer.wrap(header)).stream()
                .filter(box -> box.type().equals("colr") && box.content().limit() > 3)
                .filter(box -> box.content().get(0) == 2 || box.content().get(0) == 3)
                .map(box -> Arrays.copyOfRange(box.bytes(), 3, box.content().limit()))
                .findFirst());
    }

    /** Returns the header of the decoded picture with the colors and EXIF block of this one. */
    public ImageHeader over(ImageHeader decoded) {
        EmbeddedMetadata own = decoded.embedded();
        boolean named = icc.isPresent() || coded.isPresent();
        // decoders write gamma and chromaticities in place of the code points of television
        Optional<CodedColorSpace> codes = named ? coded : own.coded().filter(CodedColorSpace::hasCodePoints);
        EmbeddedMetadata embedded = new EmbeddedMetadata(
                named ? icc : own.icc(), codes, exif, own.xmp(), own.iptc(), own.texts(), own.c2pa());
        return new ImageHeader(
                decoded.size(), decoded.frames(), decoded.bitDepth(), decoded.alpha(), decoded.truncated(), embedded);
    }
}

package io.runfolio.media.image;

import io.runfolio.media.HeifItem;
import io.runfolio.media.SniffedType.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Header of a picture that is decoded outside of this process.
 *
 * @param stored size before any crop
 * @param shown size after crop and turns
 * @param icc a profile that the container has
 * @param coded a color space that the container names by code points
 * @param exif an EXIF block whose orientation the decoder leaves alone
 * @param item the primary item of AVIF and HEIC
 */
record ForeignHeader(
        Optional<Size> stored,
        Optional<Size> shown,
        Optional<byte[]> icc,
        Optional<CodedColours> coded,
        Optional<byte[]> exif,
        Optional<HeifItem> item) {

    /** Returns the header of a TIFF whose compression another program decodes, without turning it. */
    static ForeignHeader ofTiff(ImageHeader header) {
        Embedded embedded = header.embedded();
        return new ForeignHeader(
                Optional.of(header.size()),
                Optional.of(header.size()),
                embedded.icc(),
                Optional.empty(),
                embedded.exif(),
                Optional.of(new HeifItem(OptionalLong.empty(), List.of())));
    }

    /** @throws IOException if the file cannot be read */
    static ForeignHeader read(Path path, Format format) throws IOException {
        Optional<byte[]> profile = Optional.empty();
        try (ByteSource file = ByteSource.open(path)) {
            profile = format == Format.JPEG_2000 ? profileOfJp2(file) : Optional.empty();
            Optional<HeifHeader> heif =
                    format == Format.AVIF || format == Format.HEIC ? HeifHeader.read(file) : Optional.empty();
            if (heif.isPresent() && heif.get().stored().isPresent()) {
                HeifHeader found = heif.get();
                return new ForeignHeader(
                        found.stored(),
                        found.shown(),
                        found.icc(),
                        found.coded(),
                        Optional.empty(),
                        Optional.of(found.item()));
            }
        }
        Optional<Size> size = ForeignSizes.largest(path, format);
        return new ForeignHeader(size, size, profile, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** ISO/IEC 15444-1, section I.5.3.3: method 2 and, in JPX, 3 are profiles. */
    private static Optional<byte[]> profileOfJp2(ByteSource file) throws IOException {
        return IsoBoxes.find(file, "jp2h").flatMap(header -> IsoBoxes.within(ByteBuffer.wrap(header)).stream()
                .filter(box -> box.type().equals("colr") && box.content().limit() > 3)
                .filter(box -> box.content().get(0) == 2 || box.content().get(0) == 3)
                .map(box -> Arrays.copyOfRange(box.bytes(), 3, box.content().limit()))
                .findFirst());
    }

    /** Returns the header of the decoded picture with the colors of this one; what the decoder's PNG says besides is its own. */
    ImageHeader over(ImageHeader decoded) {
        Embedded own = decoded.embedded();
        boolean named = icc.isPresent() || coded.isPresent();
        // decoders write gamma and chromaticities for code points that are those of television
        Optional<CodedColours> codes = named ? coded : own.coded().filter(CodedColours::hasCodePoints);
        Embedded embedded =
                new Embedded(named ? icc : own.icc(), codes, exif, own.xmp(), own.iptc(), own.texts(), own.c2pa());
        return new ImageHeader(
                decoded.size(), decoded.frames(), decoded.bitDepth(), decoded.alpha(), decoded.truncated(), embedded);
    }
}

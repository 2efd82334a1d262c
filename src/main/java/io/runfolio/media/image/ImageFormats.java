package io.runfolio.media.image;

import io.runfolio.media.SniffedType;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.bmp.BmpFile;
import io.runfolio.media.image.foreign.ForeignFormat;
import io.runfolio.media.image.format.ImageFormat;
import io.runfolio.media.image.gif.GifFile;
import io.runfolio.media.image.jpeg.JpegFile;
import io.runfolio.media.image.png.PngFile;
import io.runfolio.media.image.psd.PsdFile;
import io.runfolio.media.image.tiff.TiffFile;
import io.runfolio.media.image.webp.WebpFile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Registry of the picture formats that are decoded in this process; a new format is one line here. */
final class ImageFormats {
    private static final Map<Format, ImageFormat> BY_ID = Stream.of(
                    new ImageFormat(Format.PNG, (path, bytes) -> new PngFile(bytes), "png", "apng"),
                    new ImageFormat(Format.JPEG, JpegFile::new, "jpg", "jpeg", "jpe", "jfif"),
                    new ImageFormat(Format.WEBP, (path, bytes) -> new WebpFile(bytes), "webp"),
                    new ImageFormat(Format.GIF, (path, bytes) -> new GifFile(bytes), "gif"),
                    new ImageFormat(Format.TIFF, TiffFile::new, "tif", "tiff"),
                    new ImageFormat(Format.BMP, BmpFile::open, "bmp", "dib"),
                    new ImageFormat(Format.PSD, PsdFile::open, "psd"))
            .collect(Collectors.toUnmodifiableMap(ImageFormat::id, Function.identity()));

    private ImageFormats() {}

    /** Returns the format, or empty if it is not decoded in this process. */
    static Optional<ImageFormat> of(Format id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** Returns the usual file name extensions of a type, in lower case and without the dot. */
    static Set<String> extensions(SniffedType type) {
        return of(type.format())
                .map(ImageFormat::extensions)
                .or(() -> ForeignFormat.of(type.format()).map(ForeignFormat::extensions))
                .orElse(Set.of(type.extension()));
    }
}

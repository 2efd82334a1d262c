package io.runfolio.media.image.foreign;

import io.runfolio.media.ByteSource;
import io.runfolio.media.SniffedType.Format;
import io.runfolio.media.image.pixel.Size;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Picture formats that are decoded outside this process. */
public enum ForeignFormat {
    AVIF(Format.AVIF, "", ForeignSizes::largestOfHeif, "avif"),
    HEIC(Format.HEIC, "", ForeignSizes::largestOfHeif, "heic", "heif", "hif"),
    JPEG_2000(Format.JPEG_2000, "", ForeignSizes::largestOfJpeg2000, "jp2", "j2k", "jpx", "jpf", "j2c", "jpc"),
    JPEG_XL(Format.JPEG_XL, ": install djxl, or an ffmpeg with libjxl", JxlSize::of, "jxl"),
    SVG(Format.SVG, ": install rsvg-convert", SvgSize::of, "svg"),
    ICO(Format.ICO, "", file -> Optional.of(IcoPicture.largest(file).size()), "ico");

    private final Format id;
    private final String installHint;
    private final SizeReader sizeReader;
    private final Set<String> extensions;

    ForeignFormat(Format id, String installHint, SizeReader sizeReader, String... extensions) {
        this.id = id;
        this.installHint = installHint;
        this.sizeReader = sizeReader;
        this.extensions = Set.of(extensions);
    }

    private interface SizeReader {
        Optional<Size> read(ByteSource file) throws IOException;
    }

    /** Returns the foreign format, or empty if the format is not one. */
    public static Optional<ForeignFormat> of(Format id) {
        return Arrays.stream(values()).filter(one -> one.id == id).findFirst();
    }

    /** Returns the usual file name extensions, in lower case and without the dot. */
    public Set<String> extensions() {
        return extensions;
    }

    /** Returns the end of a sentence that says what to install for the format; may be empty. */
    public String installHint() {
        return installHint;
    }

    /** Returns whether files are made of items, of which large ones are grids of tiles. */
    public boolean isHeif() {
        return this == AVIF || this == HEIC;
    }

    /** Returns the size that a file names; empty if it names none. */
    Optional<Size> size(ByteSource file) throws IOException {
        return sizeReader.read(file);
    }
}

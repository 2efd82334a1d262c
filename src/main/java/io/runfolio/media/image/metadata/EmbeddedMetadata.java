package io.runfolio.media.image.metadata;

import io.runfolio.media.image.colour.CodedColorSpace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Metadata and color profile of a picture file, as found.
 *
 * @param icc ICC profile
 * @param coded color space named by numbers, if it is not sRGB; takes precedence over the profile
 * @param exif EXIF block, from its TIFF header on
 * @param xmp XMP packet in UTF-8
 * @param iptc IPTC-IIM records
 * @param texts PNG text chunks and comments by keyword
 * @param c2pa whether a C2PA manifest (content credentials) is present; it is not verified
 */
public record EmbeddedMetadata(
        Optional<byte[]> icc,
        Optional<CodedColorSpace> coded,
        Optional<byte[]> exif,
        Optional<byte[]> xmp,
        Optional<byte[]> iptc,
        Map<String, String> texts,
        boolean c2pa) {

    /** Largest block that is read, in bytes; larger ones are ignored. */
    public static final int MAX_BLOCK = 8 << 20;

    /**
     * Largest total of all texts in characters; the rest is ignored.
     *
     * <p>Deflated, a file of kilobytes may hold hundreds of megabytes.
     */
    public static final int MAX_TEXTS = 16 << 20;

    public static EmbeddedMetadata nothing() {
        return new Builder().build();
    }

    /** Collects blocks while a header is read; the first of each kind counts. */
    public static final class Builder {
        private byte[] icc = new byte[0];
        private Optional<CodedColorSpace> coded = Optional.empty();
        private byte[] exif = new byte[0];
        private byte[] xmp = new byte[0];
        private byte[] iptc = new byte[0];
        private final Map<String, String> texts = new LinkedHashMap<>();
        private int textLength;
        private boolean c2pa;

        public void icc(byte[] block) {
            icc = icc.length == 0 ? block : icc;
        }

        public void coded(CodedColorSpace colors) {
            coded = coded.or(() -> Optional.of(colors));
        }

        public void exif(byte[] block) {
            exif = exif.length == 0 ? block : exif;
        }

        public void xmp(byte[] block) {
            xmp = xmp.length == 0 ? block : xmp;
        }

        public void iptc(byte[] block) {
            iptc = iptc.length == 0 ? block : iptc;
        }

        public void text(String keyword, String text) {
            if (texts.size() < 64
                    && textLength + text.length() <= MAX_TEXTS
                    && texts.putIfAbsent(keyword, text) == null) {
                textLength += text.length();
            }
        }

        public void c2pa() {
            c2pa = true;
        }

        public EmbeddedMetadata build() {
            return new EmbeddedMetadata(
                    present(icc), coded, present(exif), present(xmp), present(iptc), Map.copyOf(texts), c2pa);
        }

        private static Optional<byte[]> present(byte[] block) {
            return Optional.of(block).filter(bytes -> bytes.length > 0);
        }
    }
}

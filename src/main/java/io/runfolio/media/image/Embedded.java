package io.runfolio.media.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a picture file carries beside its pixels, as found.
 *
 * @param icc the colour profile
 * @param coded the color space, if it is named by numbers and not sRGB by default; goes before the profile
 * @param exif the EXIF block, from its TIFF header on
 * @param xmp the XMP packet, UTF-8
 * @param iptc the IPTC-IIM records
 * @param texts PNG text chunks and comments: keyword to text
 * @param c2pa whether a C2PA manifest (content credentials) is there; it is not checked
 */
record Embedded(
        Optional<byte[]> icc,
        Optional<CodedColours> coded,
        Optional<byte[]> exif,
        Optional<byte[]> xmp,
        Optional<byte[]> iptc,
        Map<String, String> texts,
        boolean c2pa) {

    /** Largest block that is read, in bytes; larger ones are passed over. */
    static final int MAX_BLOCK = 8 << 20;

    /** Most characters of all texts together; what goes beyond is passed over. Deflated, a file of kilobytes may hold hundreds of megabytes. */
    static final int MAX_TEXTS = 16 << 20;

    static Embedded nothing() {
        return new Builder().build();
    }

    /** Collects blocks while a header is walked; the first of each sort counts. */
    static final class Builder {
        private byte[] icc = new byte[0];
        private Optional<CodedColours> coded = Optional.empty();
        private byte[] exif = new byte[0];
        private byte[] xmp = new byte[0];
        private byte[] iptc = new byte[0];
        private final Map<String, String> texts = new LinkedHashMap<>();
        private int textLength;
        private boolean c2pa;

        void icc(byte[] block) {
            icc = icc.length == 0 ? block : icc;
        }

        void coded(CodedColours colours) {
            coded = coded.or(() -> Optional.of(colours));
        }

        void exif(byte[] block) {
            exif = exif.length == 0 ? block : exif;
        }

        void xmp(byte[] block) {
            xmp = xmp.length == 0 ? block : xmp;
        }

        void iptc(byte[] block) {
            iptc = iptc.length == 0 ? block : iptc;
        }

        void text(String keyword, String text) {
            if (texts.size() < 64
                    && textLength + text.length() <= MAX_TEXTS
                    && texts.putIfAbsent(keyword, text) == null) {
                textLength += text.length();
            }
        }

        void c2pa() {
            c2pa = true;
        }

        Embedded build() {
            return new Embedded(
                    present(icc), coded, present(exif), present(xmp), present(iptc), Map.copyOf(texts), c2pa);
        }

        private static Optional<byte[]> present(byte[] block) {
            return Optional.of(block).filter(bytes -> bytes.length > 0);
        }
    }
}

package io.runfolio.media.image.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metadata that derivatives keep of an original: copyright, and IPTC's digital source type.
 *
 * <p>Everything else, such as places and cameras, is left out.
 *
 * @param rights copyright notice
 * @param digitalSourceType URI or word of IPTC's vocabulary, such as {@code trainedAlgorithmicMedia}
 */
public record RightsMetadata(Optional<String> rights, Optional<String> digitalSourceType) {
    private static final Pattern SOURCE_TYPE =
            Pattern.compile("DigitalSourceType(?:\\s*=\\s*[\"']|[^>]{0,80}>\\s*)([A-Za-z0-9:/._-]{1,200})");
    private static final Pattern RIGHTS =
            Pattern.compile("<dc:rights>.{0,200}?<rdf:li[^>]{0,80}>([^<]{1,500})<", Pattern.DOTALL);
    /** Bytes of a packet that are searched, as patterns take up to a microsecond per byte of a hostile one. */
    private static final int MAX_XMP = 1 << 20;

    private static final int IIM_COPYRIGHT = 0x74;
    private static final int MAX_RIGHTS_LENGTH = 500;

    public static RightsMetadata of(EmbeddedMetadata embedded) {
        Optional<String> xmp =
                embedded.xmp().map(packet -> new String(packet, 0, Math.min(MAX_XMP, packet.length), UTF_8));
        Optional<String> rights = xmp.flatMap(packet -> find(RIGHTS, packet))
                .map(RightsMetadata::unescaped)
                .or(() -> embedded.exif().map(ExifMetadata::new).flatMap(ExifMetadata::copyright))
                .or(() -> embedded.iptc().flatMap(RightsMetadata::iimCopyright))
                .or(() -> Optional.ofNullable(embedded.texts().get("Copyright")))
                .map(text -> text.substring(0, Math.min(text.length(), MAX_RIGHTS_LENGTH))
                        .strip())
                .filter(text -> !text.isEmpty());
        return new RightsMetadata(rights, xmp.flatMap(packet -> find(SOURCE_TYPE, packet)));
    }

    /** Returns an XMP packet of this metadata; empty if absent. */
    public byte[] packet() {
        if (rights.isEmpty() && digitalSourceType.isEmpty()) {
            return new byte[0];
        }
        StringBuilder xmp = new StringBuilder("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\""
                + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                + " xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">");
        rights.ifPresent(text -> xmp.append("<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">")
                .append(escaped(text))
                .append("</rdf:li></rdf:Alt></dc:rights>"));
        digitalSourceType.ifPresent(type -> xmp.append("<Iptc4xmpExt:DigitalSourceType>")
                .append(escaped(type))
                .append("</Iptc4xmpExt:DigitalSourceType>"));
        return xmp.append("</rdf:Description></rdf:RDF></x:xmpmeta>").toString().getBytes(UTF_8);
    }

    private static Optional<String> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Returns the copyright notice of IPTC-IIM 4.2, data set 2:116. */
    private static Optional<String> iimCopyright(byte[] block) {
        for (int at = 0; at + 5 < block.length; at++) {
            if (block[at] == 0x1c && block[at + 1] == 2 && block[at + 2] == IIM_COPYRIGHT) {
                int length = (block[at + 3] & 0xff) << 8 | block[at + 4] & 0xff;
                return at + 5 + length > block.length
                        ? Optional.empty()
                        : Optional.of(new String(block, at + 5, length, UTF_8));
            }
        }
        return Optional.empty();
    }

    private static String escaped(String text) {
        return text.replaceAll("\\p{Cntrl}", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }
}

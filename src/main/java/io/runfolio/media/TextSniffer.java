package io.runfolio.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.runfolio.media.SniffedType.Format;
import io.runfolio.run.AssetKind;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.Optional;

/** Distinguishes SVG, other XML, JSON and plain UTF-8 text. */
final class TextSniffer {
    private TextSniffer() {}

    static Optional<SniffedType> sniff(byte[] head) {
        Optional<String> decoded = text(head);
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        String text = decoded.get().strip();
        boolean markup = text.startsWith("<?xml") || text.startsWith("<!--") || text.startsWith("<!DOCTYPE svg");
        if (text.startsWith("<svg") || markup && (text.contains("<svg") || text.contains("<!DOCTYPE svg"))) {
            return Optional.of(new SniffedType("image/svg+xml", AssetKind.IMAGE, "svg", Format.SVG));
        }
        if (text.startsWith("<?xml")) {
            return Optional.of(new SniffedType("application/xml", AssetKind.TEXT, "xml", Format.XML));
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            return Optional.of(new SniffedType("application/json", AssetKind.TEXT, "json", Format.JSON));
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(new SniffedType("text/plain", AssetKind.TEXT, "txt", Format.TEXT));
    }

    /** Returns the head as text without byte order mark. Empty if it is not UTF-8 or contains control characters. */
    private static Optional<String> text(byte[] head) {
        CharBuffer characters = CharBuffer.allocate(head.length);
        // not the end of input: a character cut off at the end of the head is no error
        CoderResult result = UTF_8.newDecoder().decode(ByteBuffer.wrap(head), characters, false);
        if (result.isError()) {
            return Optional.empty();
        }
        String text = characters.flip().toString();
        boolean plain =
                text.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\n' || c == '\r' || c == '\t' || c == '\f');
        return plain ? Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text) : Optional.empty();
    }
}

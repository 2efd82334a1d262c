package io.runfolio.hooks.adapter;

import io.runfolio.run.AssetKind;
import io.runfolio.run.FileExtensions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Kinds and types of media by name and by their first bytes; the content decides later. */
final class MediaNames {
    /** Characters that hold the first bytes of a file; a multiple of four. */
    private static final int HEAD = 24;

    private MediaNames() {}

    static Optional<String> kindOfName(String name) {
        return FileExtensions.kind(name).map(AssetKind::jsonName);
    }

    /** Returns the media type that the first bytes show. */
    static Optional<String> typeOfBase64(String base64) {
        String start = base64.substring(0, Math.min(HEAD, base64.length()))
                .replace('-', '+')
                .replace('_', '/');
        try {
            return type(new String(Base64.getMimeDecoder().decode(start), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> type(String head) {
        if (head.startsWith("\u0089PNG\r\n")) {
            return Optional.of("image/png");
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of("image/jpeg");
        }
        if (head.startsWith("GIF8")) {
            return Optional.of("image/gif");
        }
        if (head.startsWith("RIFF") && head.length() >= 12) {
            return Optional.of(head.startsWith("WEBP", 8) ? "image/webp" : "audio/wav");
        }
        if (head.startsWith("ftyp", 4)) {
            return Optional.of(head.startsWith("avif", 8) ? "image/avif" : "video/mp4");
        }
        return head.startsWith("\u001aE\u00df\u00a3") ? Optional.of("video/webm") : Optional.empty();
    }
}

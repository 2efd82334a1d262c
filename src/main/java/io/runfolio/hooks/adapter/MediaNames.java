package io.runfolio.hooks.adapter;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Kinds and types of media by name and by their first bytes; the content decides later. */
final class MediaNames {
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("png", "image"),
            Map.entry("jpg", "image"),
            Map.entry("jpeg", "image"),
            Map.entry("webp", "image"),
            Map.entry("gif", "image"),
            Map.entry("avif", "image"),
            Map.entry("heic", "image"),
            Map.entry("tiff", "image"),
            Map.entry("svg", "image"),
            Map.entry("mp4", "video"),
            Map.entry("m4v", "video"),
            Map.entry("mov", "video"),
            Map.entry("webm", "video"),
            Map.entry("mkv", "video"),
            Map.entry("mp3", "audio"),
            Map.entry("wav", "audio"),
            Map.entry("flac", "audio"),
            Map.entry("ogg", "audio"),
            Map.entry("m4a", "audio"),
            Map.entry("txt", "text"),
            Map.entry("json", "text"),
            Map.entry("md", "text"),
            Map.entry("srt", "text"),
            Map.entry("glb", "other"),
            Map.entry("zip", "other"));

    /** Characters that hold the first bytes of a file; a multiple of four. */
    private static final int HEAD = 24;

    private MediaNames() {}

    static Optional<String> kindOfName(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.ofNullable(KINDS.get(last.substring(dot + 1).toLowerCase(Locale.ROOT)));
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

package io.runfolio.api;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Media types of files, and which of them browsers may display. */
public final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Pattern TYPE = Pattern.compile(
            "[A-Za-z0-9.+_-]{1,100}/[A-Za-z0-9.+_-]{1,100}(?:; ?[A-Za-z0-9._-]{1,50}=[A-Za-z0-9._-]{1,50}){0,5}");
    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("json", "application/json"),
            Map.entry("md", "text/plain; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("log", "text/plain; charset=utf-8"),
            Map.entry("jsonl", "text/plain; charset=utf-8"),
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("vtt", "text/vtt; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("avif", "image/avif"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp3", "audio/mpeg"));

    /** Types that browsers display without executing content. */
    private static final Set<String> HARMLESS = Set.of(
            "image/png",
            "image/jpeg",
            "image/webp",
            "image/gif",
            "image/avif",
            "image/bmp",
            "video/mp4",
            "video/webm",
            "video/quicktime",
            "audio/wav",
            "audio/x-wav",
            "audio/mpeg",
            "audio/ogg",
            "audio/flac",
            "audio/mp4",
            "text/plain",
            "text/vtt",
            "application/json");

    private MediaTypes() {}

    /** Returns the media type of a file extension. */
    public static String of(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, UNKNOWN);
    }

    /** Returns a type in lower case without its parameters. */
    public static String withoutParameters(String type) {
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /** Returns a recorded type if it is valid in a header, else that of unknown bytes. */
    public static String checked(String type) {
        return TYPE.matcher(type).matches() ? type : UNKNOWN;
    }

    /**
     * Returns whether browsers may display this type.
     *
     * <p>Other types, such as SVG and HTML, may contain scripts and are sent as a download.
     */
    public static boolean isHarmless(String type) {
        return HARMLESS.contains(withoutParameters(type));
    }
}

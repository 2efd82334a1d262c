package io.runfolio.api;

import io.runfolio.run.FileExtensions;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Media types of files, and which of them browsers may display. */
public final class MediaTypes {
    private static final String UTF_8 = "; charset=utf-8";
    private static final String UNKNOWN = "application/octet-stream";
    private static final Pattern TYPE = Pattern.compile(
            "[A-Za-z0-9.+_-]{1,100}/[A-Za-z0-9.+_-]{1,100}(?:; ?[A-Za-z0-9._-]{1,50}=[A-Za-z0-9._-]{1,50}){0,5}");

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

    /** Returns the type with which a file of this name is sent. Markdown is plain text, as browsers do not show it. */
    public static String of(String name) {
        String type = FileExtensions.mimeType(name).orElse(UNKNOWN);
        if (type.equals("text/markdown")) {
            return "text/plain" + UTF_8;
        }
        return type.startsWith("text/") ? type + UTF_8 : type;
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

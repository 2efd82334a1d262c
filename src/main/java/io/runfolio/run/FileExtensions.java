package io.runfolio.run;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Extensions of files, with their media types and kinds. */
public final class FileExtensions {
    /** Extension and type, in pairs; the first extension of a type is the one that files get. */
    private static final Map<String, String> TYPES = pairs(
            "png image/png jpg image/jpeg jpeg image/jpeg webp image/webp gif image/gif avif image/avif"
                    + " tiff image/tiff tif image/tiff bmp image/bmp heic image/heic jxl image/jxl svg image/svg+xml",
            "mp4 video/mp4 m4v video/mp4 webm video/webm mov video/quicktime mkv video/x-matroska avi video/x-msvideo",
            "mp3 audio/mpeg wav audio/wav ogg audio/ogg flac audio/flac m4a audio/mp4",
            "txt text/plain log text/plain jsonl text/plain md text/markdown html text/html csv text/csv vtt text/vtt"
                    + " css text/css js text/javascript",
            "json application/json xml application/xml yaml application/yaml yml application/yaml"
                    + " srt application/x-subrip",
            "pdf application/pdf zip application/zip glb model/gltf-binary woff2 font/woff2");

    /** Types of texts whose name does not begin with {@code text}. */
    private static final Set<String> TEXTS =
            Set.of("application/json", "application/xml", "application/yaml", "application/x-subrip");

    private FileExtensions() {}

    /** Returns the media type of a file's name or path; empty if its extension is unknown. */
    public static Optional<String> mimeType(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        int dot = last.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : Optional.ofNullable(TYPES.get(lower(last.substring(dot + 1))));
    }

    /** Returns the kind of a file's name or path; empty if its extension is unknown. */
    public static Optional<AssetKind> kind(String name) {
        return mimeType(name).map(FileExtensions::kindOfType);
    }

    /** Returns the kind of a media type. */
    public static AssetKind kindOfType(String mimeType) {
        String type = lower(mimeType);
        int slash = type.indexOf('/');
        return TEXTS.contains(type)
                ? AssetKind.TEXT
                : AssetKind.of(slash < 0 ? type : type.substring(0, slash)).orElse(AssetKind.OTHER);
    }

    /** Returns the extension of a media type, without a dot; empty if it is unknown. */
    public static Optional<String> ofType(String mimeType) {
        String type = lower(mimeType);
        return TYPES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> pairs(String... lines) {
        Map<String, String> types = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            for (int i = 0; i < words.length; i += 2) {
                types.put(words[i], words[i + 1]);
            }
        }
        return types;
    }
}

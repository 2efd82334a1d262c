package io.runfolio.workflow.step;

import io.runfolio.run.AssetKind;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Kinds and extensions of the files of answers. */
final class FileTypes {
    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("image/png", "png"),
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/webp", "webp"),
            Map.entry("image/gif", "gif"),
            Map.entry("image/avif", "avif"),
            Map.entry("image/tiff", "tiff"),
            Map.entry("image/svg+xml", "svg"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("video/webm", "webm"),
            Map.entry("video/quicktime", "mov"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/wav", "wav"),
            Map.entry("audio/ogg", "ogg"),
            Map.entry("audio/flac", "flac"),
            Map.entry("text/plain", "txt"),
            Map.entry("text/markdown", "md"),
            Map.entry("text/html", "html"),
            Map.entry("text/csv", "csv"),
            Map.entry("application/json", "json"),
            Map.entry("application/pdf", "pdf"));

    private FileTypes() {}

    /** Returns the extension of a media type, with its dot; {@code .bin} if it is unknown. */
    static String extension(Optional<String> mimeType) {
        return "." + mimeType.map(FileTypes::plain).map(EXTENSIONS::get).orElse("bin");
    }

    /** Returns the kind of a file by its media type, else by its extension. */
    static String kind(Optional<String> mimeType, Path file) {
        return mimeType.map(FileTypes::plain)
                .map(type -> type.equals("application/json") ? "text/json" : type)
                .map(type -> type.substring(0, type.indexOf('/')))
                .flatMap(AssetKind::of)
                .or(() -> mimeType.isPresent() ? Optional.empty() : Optional.of(byName(file)))
                .orElse(AssetKind.OTHER)
                .jsonName();
    }

    private static AssetKind byName(Path file) {
        String name = plain(file.getFileName().toString());
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "png", "jpg", "jpeg", "webp", "gif", "avif", "tif", "tiff", "svg", "heic", "jxl", "bmp" ->
                AssetKind.IMAGE;
            case "mp4", "webm", "mov", "mkv", "avi" -> AssetKind.VIDEO;
            case "mp3", "wav", "ogg", "flac", "m4a" -> AssetKind.AUDIO;
            case "txt", "md", "html", "csv", "json", "xml", "yaml", "yml" -> AssetKind.TEXT;
            default -> AssetKind.OTHER;
        };
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}

package io.runfolio.api;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.ServedForms;
import io.runfolio.run.AssetRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An artifact's {@code content} as the API shows it: paths of the bundle become addresses that resolve, and what has no file has none. */
final class ContentJson {
    private static final List<String> ADDRESSES = List.of("url", "storageKey", "originalUrl", "poster");

    private ContentJson() {}

    static Map<String, Object> of(ArtifactRecord record, Optional<AssetRecord> asset) {
        Map<String, Object> content = new LinkedHashMap<>(record.content());
        boolean video = "video".equals(content.get("type"));
        if (video || "image".equals(content.get("type"))) {
            Optional<AssetRecord> file = asset.filter(ServedForms::hasFile);
            Optional<OtherRaw> other = asset.flatMap(own -> OtherRaw.of(record.content(), own));
            serve(content, record.id(), "processed", video, file);
            part(content, "processed", record.id(), video, file);
            if (OtherRaw.isMissing(record.content())) {
                part(content, "raw", record.id(), video, Optional.empty());
            } else if (other.isPresent()) {
                raw(content, record, video, other.get());
            } else {
                part(content, "raw", record.id(), video, file);
                file.filter(own -> !video).ifPresent(own -> fullSize(content, ServedForms.fullSize(own)));
            }
        }
        if (content.get("file") instanceof Map<?, ?> file) {
            Map<String, Object> served = copy(file);
            served.put("url", Urls.content(record.id(), "original"));
            content.put("file", served);
        }
        return content;
    }

    private static void part(
            Map<String, Object> content, String name, String id, boolean video, Optional<AssetRecord> file) {
        if (content.get(name) instanceof Map<?, ?> given) {
            Map<String, Object> part = copy(given);
            serve(part, id, name, video, file);
            content.put(name, part);
        }
    }

    /** The address is that of the storage key's form; what has no such form has the original's, and no key. */
    private static void serve(
            Map<String, Object> part, String id, String name, boolean video, Optional<AssetRecord> file) {
        if (file.isEmpty()) {
            part.replaceAll((key, value) -> ADDRESSES.contains(key) ? null : value);
            return;
        }
        Optional<String> extension = ServedForms.extension(video, file.get());
        part.put("url", Urls.content(id, extension.map(end -> name + end).orElse("original")));
        part.put("originalUrl", Urls.content(id, "original"));
        part.computeIfPresent("poster", (key, path) -> Urls.content(id, "poster"));
        if (extension.isEmpty()) {
            part.put("storageKey", null);
        } else if (!video) {
            part.put("mimeType", "image/webp");
        }
    }

    /** The model's own output is another file of the run. */
    private static void raw(Map<String, Object> content, ArtifactRecord record, boolean video, OtherRaw other) {
        Map<String, Object> raw = other.served(content.get("raw"), record.runId());
        if (raw.get("storageKey") == null) {
            raw.put("url", raw.get("originalUrl"));
        } else {
            raw.put("url", Urls.content(record.id(), video ? "raw.mp4" : "raw.webp"));
            raw.computeIfPresent("mimeType", (key, type) -> video ? type : "image/webp");
        }
        content.put("raw", raw);
        if (raw.get("fullSize") instanceof Map<?, ?> size) {
            fullSize(content, copy(size));
        }
    }

    private static void fullSize(Map<String, Object> content, Map<String, Object> size) {
        if (content.get("raw") instanceof Map<?, ?> given) {
            Map<String, Object> raw = copy(given);
            raw.put("fullSize", size);
            if (size.get("limitedBy") == null && raw.get("storageKey") != null && size.get("width") != null) {
                raw.put("width", size.get("width"));
                raw.put("height", size.get("height"));
            }
            content.put("raw", raw);
        }
    }

    private static Map<String, Object> copy(Map<?, ?> given) {
        Map<String, Object> copy = new LinkedHashMap<>();
        given.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}

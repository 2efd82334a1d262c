package io.runfolio.api.json;

import io.runfolio.api.content.RawRendition;
import io.runfolio.api.content.Urls;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.AssetRenditions;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.JsonMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON representation of {@code content}: paths are replaced by URLs, and are null without a file. */
final class ContentJson {
    private static final List<String> ADDRESSES = List.of("url", "storageKey", "originalUrl", "poster");

    private ContentJson() {}

    static Map<String, Object> of(ArtifactRecord record, Optional<AssetRecord> asset) {
        Map<String, Object> content = new LinkedHashMap<>(record.content());
        boolean video = "video".equals(content.get("type"));
        if (video || "image".equals(content.get("type"))) {
            Optional<AssetRecord> file = asset.filter(AssetRenditions::hasFile);
            Optional<RawRendition> other = asset.flatMap(own -> RawRendition.of(record.content(), own));
            serve(content, record.id(), "processed", video, file);
            part(content, "processed", record.id(), video, file);
            if (RawRendition.isMissing(record.content())) {
                part(content, "raw", record.id(), video, Optional.empty());
            } else if (other.isPresent()) {
                raw(content, record, video, other.get());
            } else {
                part(content, "raw", record.id(), video, file);
                file.filter(own -> !video).ifPresent(own -> fullSize(content, AssetRenditions.fullSize(own)));
            }
        }
        JsonMap.find(content.get("file")).map(JsonMap::toMap).ifPresent(file -> {
            file.put("url", Urls.content(record.id(), "original"));
            content.put("file", file);
        });
        return content;
    }

    private static void part(
            Map<String, Object> content, String name, String id, boolean video, Optional<AssetRecord> file) {
        JsonMap.find(content.get(name)).map(JsonMap::toMap).ifPresent(part -> {
            serve(part, id, name, video, file);
            content.put(name, part);
        });
    }

    /** Sets the URL to that of the storage key; without such a form, to the original, and the key to null. */
    private static void serve(
            Map<String, Object> part, String id, String name, boolean video, Optional<AssetRecord> file) {
        if (file.isEmpty()) {
            part.replaceAll((key, value) -> ADDRESSES.contains(key) ? null : value);
            return;
        }
        Optional<String> extension = AssetRenditions.extension(video, file.get());
        part.put("url", Urls.content(id, extension.map(end -> name + end).orElse("original")));
        part.put("originalUrl", Urls.content(id, "original"));
        part.computeIfPresent("poster", (key, path) -> Urls.content(id, "poster"));
        if (extension.isEmpty()) {
            part.put("storageKey", null);
        } else if (!video) {
            part.put("mimeType", "image/webp");
        }
    }

    /** Sets the raw part to another output of the run. */
    private static void raw(Map<String, Object> content, ArtifactRecord record, boolean video, RawRendition other) {
        Map<String, Object> raw = other.served(content.get("raw"), record.runId());
        if (raw.get("storageKey") == null) {
            raw.put("url", raw.get("originalUrl"));
        } else {
            raw.put("url", Urls.content(record.id(), video ? "raw.mp4" : "raw.webp"));
            raw.computeIfPresent("mimeType", (key, type) -> video ? type : "image/webp");
        }
        content.put("raw", raw);
        JsonMap.find(raw.get("fullSize")).ifPresent(size -> fullSize(content, size.toMap()));
    }

    private static void fullSize(Map<String, Object> content, Map<String, Object> size) {
        JsonMap.find(content.get("raw")).map(JsonMap::toMap).ifPresent(raw -> {
            raw.put("fullSize", size);
            if (size.get("limitedBy") == null && raw.get("storageKey") != null && size.get("width") != null) {
                raw.put("width", size.get("width"));
                raw.put("height", size.get("height"));
            }
            content.put("raw", raw);
        });
    }
}

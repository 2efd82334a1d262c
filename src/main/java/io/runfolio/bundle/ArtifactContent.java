package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Builds the {@code content} of artifacts by class. Paths are relative to the bundle; a storage key is a stable name,
 * not a path.
 */
final class ArtifactContent {
    private static final Pattern UNFIT_FOR_KEY = Pattern.compile("[^A-Za-z0-9_-]+");

    private ArtifactContent() {}

    /**
     * Builds the content of a picture or clip: the model's output and its post-processed form.
     *
     * @param raw the model's output; the asset itself without post-processing
     */
    static Map<String, Object> media(
            String artifactId, String artifactType, boolean video, AssetRecord asset, AssetRecord raw) {
        String folder = "artifacts/" + UNFIT_FOR_KEY.matcher(artifactType).replaceAll("_") + "/" + artifactId;
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("type", video ? "video" : "image");
        content.putAll(view(folder + "/processed", video, asset));
        Map<String, Object> rawView = view(folder + "/raw", video, raw);
        if (!video && AssetRenditions.hasFile(raw)) {
            rawView.put("fullSize", AssetRenditions.fullSize(raw));
        }
        content.put("raw", rawView);
        content.put("processed", view(folder + "/processed", video, asset));
        return content;
    }

    /** Builds the content of a report: the event's content, with all standard names. */
    static Map<String, Object> research(Map<String, Object> given, Optional<AssetRecord> asset) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("type", "research-report");
        content.put("title", given.get("title"));
        content.put("summary", given.get("summary"));
        content.put("sections", given.getOrDefault("sections", List.of()));
        content.put("sources", given.getOrDefault("sources", List.of()));
        return complete(content, given, asset);
    }

    /** Builds the content of a knowledge record: the event's content, or the file alone. */
    static Map<String, Object> knowledge(Map<String, Object> given, Optional<AssetRecord> asset) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("type", "knowledge-record");
        content.put(
                "title",
                given.getOrDefault(
                        "title", asset.map(AssetRecord::originalFilename).orElse(null)));
        content.put("body", given.get("body"));
        content.put("data", given.getOrDefault("data", Map.of()));
        return complete(content, given, asset);
    }

    private static Map<String, Object> complete(
            Map<String, Object> content, Map<String, Object> given, Optional<AssetRecord> asset) {
        given.forEach(content::putIfAbsent);
        asset.ifPresent(file -> content.putIfAbsent("file", file(file)));
        return content;
    }

    private static Map<String, Object> view(String key, boolean video, AssetRecord asset) {
        Map<String, Object> view = new LinkedHashMap<>();
        String path = AssetRenditions.hasFile(asset) ? asset.relativePath() : null;
        view.put("url", path == null || asset.webPath() == null ? path : asset.webPath());
        view.put(
                "storageKey",
                AssetRenditions.extension(video, asset)
                        .map(extension -> key + extension)
                        .orElse(null));
        view.put("originalUrl", path);
        Optional<DerivativeRecord> web = AssetRenditions.web(asset);
        view.put("mimeType", web.map(DerivativeRecord::mimeType).orElse(asset.mimeType()));
        view.put("width", web.map(DerivativeRecord::width).orElse(asset.width()));
        view.put("height", web.map(DerivativeRecord::height).orElse(asset.height()));
        if (video) {
            view.put("duration", asset.durationSeconds());
            view.put("poster", asset.posterPath());
        }
        return view;
    }

    private static Map<String, Object> file(AssetRecord asset) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("url", asset.relativePath());
        file.put("mimeType", asset.mimeType());
        file.put("bytes", asset.bytes());
        return file;
    }
}

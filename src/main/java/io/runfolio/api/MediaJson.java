package io.runfolio.api;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A file of a run as the API shows it: what it is, and where its forms are. */
final class MediaJson {
    private final BundleFiles files;

    MediaJson(BundleFiles files) {
        this.files = files;
    }

    /** Shows an output: its forms are views of its artifact. */
    Map<String, Object> ofArtifact(String runPath, String artifactId, AssetRecord asset) {
        return media(runPath, asset, view -> Urls.content(artifactId, view.view()));
    }

    /** Shows an input: its forms are files of its run. */
    Map<String, Object> ofRun(String runPath, String runId, AssetRecord asset) {
        return media(runPath, asset, view -> Urls.runFile(runId, view.path()));
    }

    private record View(String view, String path) {}

    private Map<String, Object> media(String runPath, AssetRecord asset, Function<View, String> url) {
        Map<String, Object> media = new LinkedHashMap<>();
        Map<?, ?> ours = asset.metadata().get("runfolio") instanceof Map<?, ?> map ? map : Map.of();
        media.put("kind", asset.kind() == null ? null : asset.kind().word());
        media.put("state", ours.get("state") instanceof String state ? state : null);
        media.put("reason", ours.get("reason") instanceof String reason ? reason : null);
        media.put("filename", asset.originalFilename());
        media.put("mimeType", asset.mimeType());
        media.put("width", asset.width());
        media.put("height", asset.height());
        media.put("durationSeconds", asset.durationSeconds());
        media.put("bytes", asset.bytes());
        media.put("sha256", asset.sha256());
        boolean kept = asset.relativePath() != null && asset.bytes() != null;
        media.put("removed", kept && !files.isThere(runPath, asset.relativePath()));
        media.put(
                "original",
                kept
                        ? file(
                                url.apply(new View("original", asset.relativePath())),
                                asset.mimeType(),
                                asset.width(),
                                asset.height(),
                                asset.bytes())
                        : null);
        media.put("web", derivative(asset, DerivativeKind.WEB, asset.webPath(), "web", url));
        media.put("thumb", derivative(asset, DerivativeKind.THUMB, asset.thumbPath(), "thumb", url));
        media.put("poster", derivative(asset, DerivativeKind.POSTER, asset.posterPath(), "poster", url));
        return media;
    }

    private static Map<String, Object> derivative(
            AssetRecord asset, DerivativeKind kind, String path, String view, Function<View, String> url) {
        if (path == null) {
            return null;
        }
        Optional<DerivativeRecord> record = record(asset, kind);
        return file(
                url.apply(new View(view, path)),
                record.map(DerivativeRecord::mimeType).orElseGet(() -> MediaTypes.of(path)),
                record.map(DerivativeRecord::width).orElse(null),
                record.map(DerivativeRecord::height).orElse(null),
                record.map(DerivativeRecord::bytes).orElse(null));
    }

    static Optional<DerivativeRecord> record(AssetRecord asset, DerivativeKind kind) {
        return asset.derivatives().stream()
                .filter(derivative -> derivative.kind() == kind)
                .findFirst();
    }

    private static Map<String, Object> file(String url, String type, Integer width, Integer height, Long bytes) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("url", url);
        file.put("mimeType", type);
        file.put("width", width);
        file.put("height", height);
        file.put("bytes", bytes);
        return file;
    }
}

package io.runfolio.api.json;

import io.runfolio.api.MediaTypes;
import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.ContentView;
import io.runfolio.api.content.Urls;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPlaceholder;
import io.runfolio.run.extras.AssetPreview;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** JSON representation of a media file and its derivatives. */
public final class MediaJson {
    private final BundleFiles files;

    public MediaJson(BundleFiles files) {
        this.files = files;
    }

    /** Returns an output; its URLs are views of its artifact. */
    Map<String, Object> ofArtifact(String runPath, String artifactId, AssetRecord asset) {
        return media(runPath, asset, view -> Urls.content(artifactId, view.view()));
    }

    /** Returns an input; its URLs are files of its run. */
    Map<String, Object> ofRun(String runPath, String runId, AssetRecord asset) {
        return media(runPath, asset, view -> Urls.runFile(runId, view.path()));
    }

    private record View(String view, String path) {}

    private Map<String, Object> media(String runPath, AssetRecord asset, Function<View, String> url) {
        Map<String, Object> media = new LinkedHashMap<>();
        AssetExtras extras = AssetExtras.of(asset);
        media.put("kind", asset.kind() == null ? null : asset.kind().jsonName());
        media.put("state", extras.state().orElse(null));
        media.put("reason", extras.reason().orElse(null));
        media.put("filename", asset.originalFilename());
        media.put("mimeType", asset.mimeType());
        media.put("width", asset.width());
        media.put("height", asset.height());
        media.put("durationSeconds", asset.durationSeconds());
        media.put("bytes", asset.bytes());
        media.put("sha256", asset.sha256());
        boolean kept = asset.relativePath() != null && asset.bytes() != null;
        media.put("removed", kept && !files.exists(runPath, asset.relativePath()));
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
        media.put(
                "placeholder", extras.placeholder().map(MediaJson::placeholder).orElse(null));
        media.put("storyboard", storyboard(extras, url));
        media.put(
                "peaks",
                preview(extras, AssetPreview.PEAKS)
                        .map(peaks -> url.apply(new View(peaks.name(), peaks.relativePath())))
                        .orElse(null));
        return media;
    }

    private static Map<String, Object> placeholder(AssetPlaceholder placeholder) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("thumbHash", placeholder.thumbHash().orElse(null));
        json.put("dominantColor", placeholder.dominantColor().orElse(null));
        return json;
    }

    private static Optional<AssetPreview> preview(AssetExtras extras, String name) {
        return extras.previews().stream()
                .filter(made -> made.name().equals(name))
                .findFirst();
    }

    private static Map<String, Object> storyboard(AssetExtras extras, Function<View, String> url) {
        Optional<AssetPreview> picture = preview(extras, AssetPreview.STORYBOARD);
        Optional<AssetPreview> cues = preview(extras, AssetPreview.STORYBOARD_CUES);
        if (picture.isEmpty() || cues.isEmpty()) {
            return null;
        }
        Map<String, Object> json = file(
                url.apply(new View(AssetPreview.STORYBOARD, picture.get().relativePath())),
                picture.get().mimeType().orElse(null),
                picture.get().width().orElse(null),
                picture.get().height().orElse(null),
                picture.get().bytes().orElse(null));
        json.put(
                "cuesUrl",
                url.apply(new View(AssetPreview.STORYBOARD_CUES, cues.get().relativePath())));
        return json;
    }

    private static Map<String, Object> derivative(
            AssetRecord asset, DerivativeKind kind, String path, String view, Function<View, String> url) {
        if (path == null) {
            return null;
        }
        Optional<DerivativeRecord> record = ContentView.derivative(asset, kind);
        return file(
                url.apply(new View(view, path)),
                record.map(DerivativeRecord::mimeType).orElseGet(() -> MediaTypes.of(path)),
                record.map(DerivativeRecord::width).orElse(null),
                record.map(DerivativeRecord::height).orElse(null),
                record.map(DerivativeRecord::bytes).orElse(null));
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

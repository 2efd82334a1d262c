package io.runfolio.api.content;

import io.runfolio.api.MediaTypes;
import io.runfolio.bundle.AssetRenditions;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The file in which a view of an output is served.
 *
 * @param path path of the file in the bundle
 * @param type media type of the view
 * @param sha256 checksum, if recorded
 * @param original whether it is the original, whose URL does not identify its content
 * @param webp longest side of a WebP that is created from the file, 0 for its own size; empty if the file itself is
 *     served
 */
public record ContentView(String path, String type, Optional<String> sha256, boolean original, OptionalInt webp) {
    public static final Map<String, String> SERVED_AS = Map.of(
            "raw.webp",
            "image/webp",
            "processed.webp",
            "image/webp",
            "raw.mp4",
            "video/mp4",
            "processed.mp4",
            "video/mp4");

    /** Returns a view of an output by its name; empty if the output has no such view. */
    public static Optional<ContentView> of(AssetRecord asset, String view) {
        return switch (view) {
            case "original" -> original(asset);
            case "web" -> derivative(asset, DerivativeKind.WEB, asset.webPath());
            case "thumb" -> derivative(asset, DerivativeKind.THUMB, asset.thumbPath());
            case "poster" -> derivative(asset, DerivativeKind.POSTER, asset.posterPath());
            case "raw.webp" -> fullSize(asset).or(() -> servedAs(asset, view));
            default -> servedAs(asset, view);
        };
    }

    public String tag(Path file) {
        return webp.isPresent() ? FileETag.of(file) : sha256.orElseGet(() -> FileETag.of(file));
    }

    /** Returns a full-size WebP, if the web derivative is smaller and a WebP can be created. */
    private static Optional<ContentView> fullSize(AssetRecord asset) {
        boolean made = AssetRenditions.web(asset).isPresent()
                && !AssetRenditions.isFullSize(asset)
                && AssetRenditions.limit(asset).isEmpty();
        return made ? original(asset).map(form -> form.asWebp(0)) : Optional.empty();
    }

    /** Returns the web derivative or the original if one has the type, else a WebP of the web size. */
    private static Optional<ContentView> servedAs(AssetRecord asset, String view) {
        String type = SERVED_AS.get(view);
        return derivative(asset, DerivativeKind.WEB, asset.webPath())
                .filter(form -> form.type().equals(type))
                .or(() -> original(asset).filter(form -> form.type().equals(type)))
                .or(() -> type.equals("image/webp") ? converted(asset) : Optional.empty());
    }

    private static Optional<ContentView> converted(AssetRecord asset) {
        return AssetRenditions.web(asset)
                .filter(web -> web.mimeType() != null && web.mimeType().startsWith("image/"))
                .flatMap(web -> original(asset).map(form -> form.asWebp(side(web))));
    }

    private static int side(DerivativeRecord web) {
        return web.width() == null || web.height() == null ? 0 : Math.max(web.width(), web.height());
    }

    private ContentView asWebp(int longestSide) {
        return new ContentView(path, "image/webp", sha256, false, OptionalInt.of(longestSide));
    }

    private static Optional<ContentView> original(AssetRecord asset) {
        return Optional.ofNullable(asset.relativePath())
                .filter(path -> asset.bytes() != null)
                .map(path -> new ContentView(
                        path,
                        Optional.ofNullable(asset.mimeType()).orElseGet(() -> MediaTypes.of(path)),
                        Optional.ofNullable(asset.sha256()),
                        true,
                        OptionalInt.empty()));
    }

    /** Returns the record of a derivative. */
    public static Optional<DerivativeRecord> derivative(AssetRecord asset, DerivativeKind kind) {
        return asset.derivatives().stream()
                .filter(derivative -> derivative.kind() == kind)
                .findFirst();
    }

    private static Optional<ContentView> derivative(AssetRecord asset, DerivativeKind kind, String path) {
        Optional<DerivativeRecord> record = derivative(asset, kind);
        return Optional.ofNullable(path)
                .map(place -> new ContentView(
                        place,
                        record.map(DerivativeRecord::mimeType).orElseGet(() -> MediaTypes.of(place)),
                        record.map(DerivativeRecord::sha256),
                        false,
                        OptionalInt.empty()));
    }
}

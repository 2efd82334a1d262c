package io.runfolio.api;

import io.runfolio.bundle.ServedForms;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The file that a view of an output is served from, as its record tells.
 *
 * @param path the file in the bundle
 * @param type its MIME type
 * @param sha256 its checksum, if it is recorded
 * @param original whether it is the original, which has no name of its own for each content
 * @param webp set if not the file itself is served but a WebP made of it, with this longest side; 0 for its own size
 */
record ContentForm(String path, String type, Optional<String> sha256, boolean original, OptionalInt webp) {
    static final Map<String, String> SERVED_AS = Map.of(
            "raw.webp",
            "image/webp",
            "processed.webp",
            "image/webp",
            "raw.mp4",
            "video/mp4",
            "processed.mp4",
            "video/mp4");

    /** Returns the form of an output that a view names; empty if it has none. */
    static Optional<ContentForm> of(AssetRecord asset, String view) {
        return switch (view) {
            case "original" -> original(asset);
            case "web" -> derivative(asset, DerivativeKind.WEB, asset.webPath());
            case "thumb" -> derivative(asset, DerivativeKind.THUMB, asset.thumbPath());
            case "poster" -> derivative(asset, DerivativeKind.POSTER, asset.posterPath());
            case "raw.webp" -> fullSize(asset).or(() -> servedAs(asset, view));
            default -> servedAs(asset, view);
        };
    }

    String tag(Path file) {
        return webp.isPresent() ? FileTag.of(file) : sha256.orElseGet(() -> FileTag.of(file));
    }

    /** A WebP of the original's own size, where the web derivative is smaller and one can be made. */
    private static Optional<ContentForm> fullSize(AssetRecord asset) {
        boolean made = ServedForms.web(asset).isPresent()
                && !ServedForms.isFullSize(asset)
                && ServedForms.limit(asset).isEmpty();
        return made ? original(asset).map(form -> form.asWebp(0)) : Optional.empty();
    }

    /** The web derivative if it is of that type, else the original if that is, else a WebP as large as the web derivative. */
    private static Optional<ContentForm> servedAs(AssetRecord asset, String view) {
        String type = SERVED_AS.get(view);
        return derivative(asset, DerivativeKind.WEB, asset.webPath())
                .filter(form -> form.type().equals(type))
                .or(() -> original(asset).filter(form -> form.type().equals(type)))
                .or(() -> type.equals("image/webp") ? converted(asset) : Optional.empty());
    }

    private static Optional<ContentForm> converted(AssetRecord asset) {
        return ServedForms.web(asset)
                .filter(web -> web.mimeType() != null && web.mimeType().startsWith("image/"))
                .flatMap(web -> original(asset).map(form -> form.asWebp(side(web))));
    }

    private static int side(DerivativeRecord web) {
        return web.width() == null || web.height() == null ? 0 : Math.max(web.width(), web.height());
    }

    private ContentForm asWebp(int longestSide) {
        return new ContentForm(path, "image/webp", sha256, false, OptionalInt.of(longestSide));
    }

    private static Optional<ContentForm> original(AssetRecord asset) {
        return Optional.ofNullable(asset.relativePath())
                .filter(path -> asset.bytes() != null)
                .map(path -> new ContentForm(
                        path,
                        Optional.ofNullable(asset.mimeType()).orElseGet(() -> MediaTypes.of(path)),
                        Optional.ofNullable(asset.sha256()),
                        true,
                        OptionalInt.empty()));
    }

    private static Optional<ContentForm> derivative(AssetRecord asset, DerivativeKind kind, String path) {
        Optional<DerivativeRecord> record = MediaJson.record(asset, kind);
        return Optional.ofNullable(path)
                .map(place -> new ContentForm(
                        place,
                        record.map(DerivativeRecord::mimeType).orElseGet(() -> MediaTypes.of(place)),
                        record.map(DerivativeRecord::sha256),
                        false,
                        OptionalInt.empty()));
    }
}

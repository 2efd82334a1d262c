package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.extras.AssetExtras;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Renditions that a file of a run can be served as, by its record. */
public final class AssetRenditions {
    /** Limit of the WebP format on width and height, in pixels. */
    public static final int MAX_WEBP_SIDE = 16_383;

    private static final String WEBP = "image/webp";
    private static final String MP4 = "video/mp4";

    private AssetRenditions() {}

    /** Returns whether the asset had a file; a missing output has a record only. */
    public static boolean hasFile(AssetRecord asset) {
        return asset.relativePath() != null && asset.bytes() != null;
    }

    /**
     * Returns the extension of the storage key of a picture or clip. Empty if no such rendition exists or can be made.
     */
    public static Optional<String> extension(boolean video, AssetRecord asset) {
        boolean web = hasFile(asset) && web(asset).isPresent();
        if (video) {
            return isWeb(asset, MP4) || hasFile(asset) && MP4.equals(asset.mimeType())
                    ? Optional.of(".mp4")
                    : Optional.empty();
        }
        return web || hasFile(asset) && WEBP.equals(asset.mimeType()) ? Optional.of(".webp") : Optional.empty();
    }

    /** Returns the web derivative. */
    public static Optional<DerivativeRecord> web(AssetRecord asset) {
        return asset.derivatives().stream()
                .filter(derivative -> derivative.kind() == DerivativeKind.WEB)
                .findFirst();
    }

    /** Returns whether the web derivative is a WebP. */
    public static boolean isWebp(AssetRecord asset) {
        return isWeb(asset, WEBP);
    }

    /** Returns whether the web derivative is as large as the original. */
    public static boolean isFullSize(AssetRecord asset) {
        return web(asset)
                .filter(web -> web.width() != null && web.height() != null)
                .filter(web -> asset.width() == null
                        || Math.max(web.width(), web.height()) >= Math.max(asset.width(), asset.height()))
                .isPresent();
    }

    /**
     * Returns the reason why no WebP of the original's size is made. {@code animated} or {@code over_16383_pixels};
     * empty if one is made, or the web derivative is one.
     */
    public static Optional<String> limit(AssetRecord asset) {
        if (isWebp(asset) && isFullSize(asset)) {
            return Optional.empty();
        }
        if (AssetExtras.of(asset).isAnimated()) {
            return Optional.of("animated");
        }
        boolean large = asset.width() != null && Math.max(asset.width(), asset.height()) > MAX_WEBP_SIDE;
        return large ? Optional.of("over_16383_pixels") : Optional.empty();
    }

    /** Returns the unlimited size of {@code raw.webp}, and the limit. */
    public static Map<String, Object> fullSize(AssetRecord asset) {
        Map<String, Object> size = new LinkedHashMap<>();
        size.put("width", asset.width());
        size.put("height", asset.height());
        size.put("limitedBy", limit(asset).orElse(null));
        return size;
    }

    private static boolean isWeb(AssetRecord asset, String type) {
        return hasFile(asset)
                && web(asset).filter(web -> type.equals(web.mimeType())).isPresent();
    }
}

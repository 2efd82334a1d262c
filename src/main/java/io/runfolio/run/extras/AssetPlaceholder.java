package io.runfolio.run.extras;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Placeholder of a picture or poster, {@code metadata.runfolio.placeholder}.
 *
 * @param thumbHash ThumbHash in Base64
 * @param dominantColor color as {@code #rrggbb}; empty if the picture is fully transparent
 */
public record AssetPlaceholder(Optional<String> thumbHash, Optional<String> dominantColor) {
    /** Key of the object in an asset's extras. */
    public static final String KEY = "placeholder";

    private static final Pattern HASH = Pattern.compile("[A-Za-z0-9+/]{8,40}={0,2}");
    private static final Pattern COLOR = Pattern.compile("#[0-9a-f]{6}");

    /** Reads a placeholder; fields that cannot be shown are skipped. */
    static Optional<AssetPlaceholder> find(JsonMap extras) {
        JsonMap json = extras.object(KEY);
        AssetPlaceholder placeholder = new AssetPlaceholder(
                json.text("thumb_hash").filter(HASH.asMatchPredicate()),
                json.text("dominant_color").filter(COLOR.asMatchPredicate()));
        boolean isEmpty = placeholder.thumbHash.isEmpty() && placeholder.dominantColor.isEmpty();
        return isEmpty ? Optional.empty() : Optional.of(placeholder);
    }

    /** Returns the object in an asset's extras. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("thumb_hash", thumbHash.orElse(null));
        json.put("dominant_color", dominantColor.orElse(null));
        return json;
    }
}

package io.runfolio.run.extras;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Named rendition in a bundle, an element of {@code metadata.runfolio.renditions}.
 *
 * @param name name in the settings
 * @param relativePath path in the bundle
 * @param mimeType media type; empty in a record that another program wrote without it
 * @param width pixels, if recorded
 * @param height pixels, if recorded
 * @param bytes size of the file, if recorded
 * @param sha256 lower-case hex; empty if the run has no checksums
 * @param specSha256 checksum of the specification and the watermark that it was made by
 */
public record AssetRendition(
        String name,
        String relativePath,
        Optional<String> mimeType,
        Optional<Integer> width,
        Optional<Integer> height,
        Optional<Long> bytes,
        Optional<String> sha256,
        Optional<String> specSha256) {
    /** Key of the list in an asset's extras. */
    public static final String KEY = "renditions";

    /** Reads the list; elements without a name or path are skipped. */
    static List<AssetRendition> list(JsonMap extras) {
        return extras.objects(KEY).stream()
                .filter(json -> json.text("name").isPresent()
                        && json.text("relative_path").isPresent())
                .map(AssetRendition::of)
                .toList();
    }

    private static AssetRendition of(JsonMap json) {
        return new AssetRendition(
                json.text("name").orElseThrow(),
                json.text("relative_path").orElseThrow(),
                json.text("mime_type"),
                json.integer("width"),
                json.integer("height"),
                json.number("bytes").map(Number::longValue),
                json.text("sha256"),
                json.text("spec_sha256"));
    }

    /** Returns the element of the list. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("relative_path", relativePath);
        json.put("mime_type", mimeType.orElse(null));
        json.put("width", width.orElse(null));
        json.put("height", height.orElse(null));
        json.put("bytes", bytes.orElse(null));
        json.put("sha256", sha256.orElse(null));
        json.put("spec_sha256", specSha256.orElse(null));
        return json;
    }
}

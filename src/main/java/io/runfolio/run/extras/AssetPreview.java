package io.runfolio.run.extras;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * File for previews in a bundle, an element of {@code metadata.runfolio.previews}.
 *
 * @param name one of {@link #NAMES}
 * @param relativePath path in the bundle
 * @param mimeType media type; empty in a record that another program wrote without it
 * @param width pixels, if it is a picture
 * @param height pixels, if it is a picture
 * @param bytes size of the file, if recorded
 * @param sha256 lower-case hex; empty if the run has no checksums
 */
public record AssetPreview(
        String name,
        String relativePath,
        Optional<String> mimeType,
        Optional<Integer> width,
        Optional<Integer> height,
        Optional<Long> bytes,
        Optional<String> sha256) {
    /** Key of the list in an asset's extras. */
    public static final String KEY = "previews";

    /** Frames of a clip at even distances, in one picture. */
    public static final String STORYBOARD = "storyboard.webp";
    /** Times and places of these frames, as WebVTT. */
    public static final String STORYBOARD_CUES = "storyboard.vtt";
    /** Lowest and highest samples of a sound, as JSON. */
    public static final String PEAKS = "peaks.json";

    /** Key in an asset's extras with the reason why a clip has no storyboard. */
    public static final String NO_STORYBOARD = "no_storyboard";
    /** Key in an asset's extras with what the thumb of a sound shows: {@code cover} or {@code waveform}. */
    public static final String THUMB_SOURCE = "thumb_source";

    /** All names; files of other names are recorded and checked, but not served by name. */
    public static final Set<String> NAMES = Set.of(STORYBOARD, STORYBOARD_CUES, PEAKS);

    /** Reads the list; elements without a name or path are skipped. */
    static List<AssetPreview> list(JsonMap extras) {
        return extras.objects(KEY).stream()
                .filter(json -> json.text("name").isPresent()
                        && json.text("relative_path").isPresent())
                .map(AssetPreview::of)
                .toList();
    }

    private static AssetPreview of(JsonMap json) {
        return new AssetPreview(
                json.text("name").orElseThrow(),
                json.text("relative_path").orElseThrow(),
                json.text("mime_type"),
                json.integer("width"),
                json.integer("height"),
                json.number("bytes").map(Number::longValue),
                json.text("sha256"));
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
        return json;
    }
}

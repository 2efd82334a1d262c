package io.runfolio.run.extras;

import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runfolio's own fields of an asset, {@code metadata.runfolio}; bundles of other programs have none.
 *
 * @param state result of the work on the asset, see {@link AssetState}
 * @param code machine-readable cause of a state other than ready
 * @param reason the cause as a sentence
 * @param tags tags of the event
 * @param declaredKind kind in the event, where the content is of another one
 * @param sniffedType media type of the content, where it is recorded
 * @param seconds wall-clock time of the work; 0 if unknown
 * @param isAnimated whether a picture has several frames
 * @param isTruncated whether the file ends early
 * @param isDamaged whether a part of the file cannot be decoded
 * @param generation generation data that is embedded in the file
 * @param renditions named renditions in the bundle
 * @param placeholder placeholder of the picture or poster; bundles of older versions have none
 * @param previews files for previews in the bundle
 * @param perceptualHash hash of the picture or poster; bundles of older versions have none
 */
public record AssetExtras(
        Optional<String> state,
        Optional<String> code,
        Optional<String> reason,
        List<String> tags,
        Optional<String> declaredKind,
        Optional<String> sniffedType,
        double seconds,
        boolean isAnimated,
        boolean isTruncated,
        boolean isDamaged,
        JsonMap generation,
        List<AssetRendition> renditions,
        Optional<AssetPlaceholder> placeholder,
        List<AssetPreview> previews,
        Optional<PerceptualHash> perceptualHash) {
    private static final String STATE = "state";
    private static final String CODE = "code";
    private static final String REASON = "reason";
    private static final String TAGS = "tags";
    private static final String DECLARED_KIND = "declared_kind";
    private static final String SECONDS = "seconds";

    /** Reads an asset's extras; they are empty if it has none. */
    public static AssetExtras of(AssetRecord asset) {
        return read(JsonMap.of(asset.metadata().get(FreeMaps.RUNFOLIO_KEY)));
    }

    /** Reads an asset's extras; empty if it has none. */
    public static Optional<AssetExtras> find(AssetRecord asset) {
        return JsonMap.find(asset.metadata().get(FreeMaps.RUNFOLIO_KEY)).map(AssetExtras::read);
    }

    /**
     * Writes the state of an asset into its extras; other fields stay.
     *
     * @param state state of the work
     * @param code cause of a state other than ready, with the reason
     */
    public static void writeState(
            Map<String, Object> extras, AssetState state, Optional<String> code, Optional<String> reason) {
        extras.put(STATE, state.jsonName());
        code.ifPresent(word -> extras.put(CODE, word));
        reason.ifPresent(sentence -> extras.put(REASON, sentence));
    }

    /**
     * Writes what the event said of an asset.
     *
     * @param declaredKind its kind, where the content is of another one
     */
    public static void writeDeclared(Map<String, Object> extras, List<String> tags, Optional<AssetKind> declaredKind) {
        if (!tags.isEmpty()) {
            extras.put(TAGS, tags);
        }
        declaredKind.ifPresent(kind -> extras.put(DECLARED_KIND, kind.jsonName()));
    }

    /** Removes what only Runfolio makes and an event cannot claim: files, placeholder and perceptual hash. */
    public static void removeMade(Map<String, Object> extras) {
        List.of(AssetRendition.KEY, AssetPlaceholder.KEY, AssetPreview.KEY, PerceptualHash.KEY)
                .forEach(extras::remove);
    }

    /** Writes the wall-clock time of the work, in seconds. */
    public static void writeSeconds(Map<String, Object> extras, double seconds) {
        extras.put(SECONDS, seconds);
    }

    private static AssetExtras read(JsonMap json) {
        return new AssetExtras(
                json.text(STATE),
                json.text(CODE),
                json.text(REASON),
                json.texts(TAGS),
                json.text(DECLARED_KIND),
                json.text("sniffed_type"),
                json.number(SECONDS).map(Number::doubleValue).orElse(0.0),
                json.isTrue("animated"),
                json.isTrue("truncated"),
                json.isTrue("damaged"),
                json.object("generation"),
                AssetRendition.list(json),
                AssetPlaceholder.find(json),
                AssetPreview.list(json),
                PerceptualHash.find(json));
    }
}

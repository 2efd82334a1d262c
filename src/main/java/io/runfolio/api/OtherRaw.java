package io.runfolio.api;

import io.runfolio.run.AssetRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The raw form of an artifact whose output was made from another output of its run; paths are those of the bundle.
 *
 * @param web what browsers show: its web derivative, else its original
 * @param type of that
 * @param original its original
 * @param poster of a clip
 */
record OtherRaw(String web, Optional<String> type, String original, Optional<String> poster) {

    /** Returns the raw form that the content names; empty if it is the asset itself. */
    static Optional<OtherRaw> of(Map<String, Object> content, AssetRecord asset) {
        return content.get("raw") instanceof Map<?, ?> raw
                        && raw.get("url") instanceof String web
                        && raw.get("originalUrl") instanceof String original
                        && !original.equals(asset.relativePath())
                ? Optional.of(new OtherRaw(web, text(raw, "mimeType"), original, text(raw, "poster")))
                : Optional.empty();
    }

    /** Returns whether the raw form is another output that has no file. */
    static boolean isMissing(Map<String, Object> content) {
        return content.get("raw") instanceof Map<?, ?> raw
                && content.get("processed") instanceof Map<?, ?> processed
                && raw.get("originalUrl") == null
                && processed.get("originalUrl") != null;
    }

    /** Returns the content's raw part with the places where the files that are not the artifact's own are served. */
    Map<String, Object> served(Object part, String runId) {
        Map<String, Object> served = new LinkedHashMap<>();
        ((Map<?, ?>) part).forEach((key, value) -> served.put(String.valueOf(key), value));
        served.put("originalUrl", Urls.runFile(runId, original));
        poster.ifPresent(path -> served.put("poster", Urls.runFile(runId, path)));
        return served;
    }

    private static Optional<String> text(Map<?, ?> part, String name) {
        return part.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}

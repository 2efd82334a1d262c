package io.runfolio.api.content;

import io.runfolio.bundle.ContentPart;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.JsonMap;
import java.util.Map;
import java.util.Optional;

/**
 * The raw output of an artifact that was post-processed from another output of its run.
 *
 * @param web path of the web derivative, else of the original
 * @param type media type of {@code web}
 * @param original path of the original
 * @param poster path of the poster of a video
 */
public record RawRendition(String web, Optional<String> type, String original, Optional<String> poster) {

    /** Returns the raw output that the content names; empty if it is the asset itself. */
    public static Optional<RawRendition> of(Map<String, Object> content, AssetRecord asset) {
        return ContentPart.raw(content)
                .filter(raw -> raw.url().isPresent() && raw.originalUrl().isPresent())
                .filter(raw -> !raw.originalUrl().get().equals(asset.relativePath()))
                .map(raw -> new RawRendition(
                        raw.url().get(), raw.mimeType(), raw.originalUrl().get(), raw.poster()));
    }

    /** Returns whether the raw output is another output without a file. */
    public static boolean isMissing(Map<String, Object> content) {
        return ContentPart.raw(content)
                        .filter(raw -> raw.originalUrl().isEmpty())
                        .isPresent()
                && ContentPart.processed(content)
                        .flatMap(ContentPart::originalUrl)
                        .isPresent();
    }

    /** Returns the raw part of the content with URLs for the files of the other output. */
    public Map<String, Object> served(Object part, String runId) {
        Map<String, Object> served = JsonMap.of(part).toMap();
        served.put("originalUrl", Urls.runFile(runId, original));
        poster.ifPresent(path -> served.put("poster", Urls.runFile(runId, path)));
        return served;
    }
}

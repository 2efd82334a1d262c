package io.runfolio.bundle;

import io.runfolio.run.extras.JsonMap;
import java.util.Map;
import java.util.Optional;

/**
 * One form of a picture or clip in an artifact's {@code content}: {@code raw}, {@code processed} or the content itself.
 *
 * @param url path of the file that browsers show
 * @param storageKey stable name of the form
 * @param originalUrl path of the original
 * @param mimeType media type of the file at {@code url}
 * @param poster path of a clip's poster
 */
public record ContentPart(
        Optional<String> url,
        Optional<String> storageKey,
        Optional<String> originalUrl,
        Optional<String> mimeType,
        Optional<String> poster) {

    /** Reads the model's own output, {@code content.raw}; empty if the content has none. */
    public static Optional<ContentPart> raw(Map<String, Object> content) {
        return JsonMap.find(content.get("raw")).map(ContentPart::of);
    }

    /** Reads the result of post-processing, {@code content.processed}; empty if the content has none. */
    public static Optional<ContentPart> processed(Map<String, Object> content) {
        return JsonMap.find(content.get("processed")).map(ContentPart::of);
    }

    /** Reads the content itself as one form. */
    public static ContentPart whole(Map<String, Object> content) {
        return of(JsonMap.of(content));
    }

    private static ContentPart of(JsonMap json) {
        return new ContentPart(
                json.text("url"),
                json.text("storageKey"),
                json.text("originalUrl"),
                json.text("mimeType"),
                json.text("poster"));
    }
}

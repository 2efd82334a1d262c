package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.Caller;
import io.runfolio.settings.McpSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses the picture of an artifact that fits into an answer. Clips are shown by their poster. */
final class Pictures {
    static final List<String> SIZES = List.of("thumb", "web", "none");

    private final ApiCalls api;
    private final long maxBytes;

    Pictures(ApiCalls api, McpSettings settings) {
        this.api = api;
        // base64 adds a third, and facts need room too
        this.maxBytes = settings.maxResultBytes() / 2;
    }

    /**
     * A chosen picture.
     *
     * @param picture empty without one
     * @param facts what was sent, or why nothing was
     */
    record Choice(Optional<Picture> picture, Map<String, Object> facts) {}

    /**
     * Chooses a picture.
     *
     * @param artifact the artifact's JSON
     * @param size one of {@link #SIZES}
     * @param shares number of pictures in the same answer
     */
    Choice choose(JsonNode artifact, String size, int shares, Caller caller) {
        if (size.equals("none")) {
            return none("not asked for");
        }
        String id = artifact.path("id").asText();
        long max = maxBytes / shares;
        String reason = "the artifact has no picture";
        for (String view : views(artifact.path("media"), size)) {
            try {
                Optional<Picture> picture = api.picture(id, view, max, caller);
                if (picture.isPresent()) {
                    return sent(picture.get(), reason);
                }
                reason = "the " + view + " file is larger than " + max
                        + " bytes: ask for a smaller size, or raise runfolio.mcp.max-result";
            } catch (ApiException e) {
                reason = UntrustedText.clean(e.getMessage(), 200);
            }
        }
        return none(reason);
    }

    /** Returns the view that shows an artifact and can be served now; empty if absent. */
    Optional<String> available(JsonNode artifact, Caller caller) {
        return views(artifact.path("media"), "thumb").stream()
                .filter(view -> api.hasPicture(artifact.path("id").asText(), view, caller))
                .findFirst();
    }

    private static List<String> views(JsonNode media, String size) {
        if (media.path("poster").isObject()) {
            return List.of("poster");
        }
        boolean isImage = media.path("kind").asText().equals("image");
        if (!isImage) {
            return List.of();
        }
        return size.equals("web") ? List.of("web", "thumb") : List.of("thumb");
    }

    private static Choice sent(Picture picture, String reason) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("view", picture.view());
        facts.put("mimeType", picture.mimeType());
        facts.put("bytes", picture.bytes().length);
        facts.put("reason", reason.contains("larger than") ? reason : null);
        return new Choice(Optional.of(picture), facts);
    }

    private static Choice none(String reason) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("view", null);
        facts.put("mimeType", null);
        facts.put("bytes", null);
        facts.put("reason", reason);
        return new Choice(Optional.empty(), facts);
    }
}

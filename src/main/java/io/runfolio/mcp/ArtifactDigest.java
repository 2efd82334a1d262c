package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runfolio.api.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Condenses the API's JSON of an artifact for an agent.
 *
 * <p>What Runfolio itself determined is at the top; all text of generators and users is in {@code untrusted}. Addresses
 * and storage keys are left out: an agent gets pictures by the tools.
 */
final class ArtifactDigest {
    private static final int SHORT_PROMPT = 300;
    private static final int LONG_PROMPT = 8_000;
    static final int LONG_VALUE = 10_000;
    private static final int MAX_TEXT = 500;
    private static final int MAX_IDS = 100;
    private static final Pattern ID = Pattern.compile("artifact-[0-9a-f]{16}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:+/-]{1,200}");
    private static final List<String> CONTENT = List.of("title", "summary", "body", "sections", "sources", "data");
    /** Facts that are text of generators. */
    private static final List<String> TOLD = List.of(
            "model",
            "providerModel",
            "checkpoint",
            "preset",
            "pipelineId",
            "sizeProfile",
            "seed",
            "steps",
            "guidance",
            "sampler",
            "scheduler");

    private final Pictures pictures;

    ArtifactDigest(Pictures pictures) {
        this.pictures = pictures;
    }

    /** Returns the line of an artifact in a list. */
    Map<String, Object> summary(JsonNode artifact, Caller caller) {
        Map<String, Object> summary = determined(artifact);
        summary.put("picture", pictures.available(artifact, caller).orElse(null));
        Map<String, Object> untrusted = new LinkedHashMap<>();
        text(untrusted, "prompt", artifact.at("/facts/prompt"), SHORT_PROMPT);
        addTold(untrusted, artifact);
        summary.put("untrusted", untrusted);
        return summary;
    }

    /** Returns all facts of an artifact. */
    Map<String, Object> full(JsonNode artifact) {
        Map<String, Object> full = determined(artifact);
        full.put("derivedArtifactIds", ids(artifact.path("derivedArtifactIds")));
        Map<String, Object> lifecycle = new LinkedHashMap<>();
        artifact.path("lifecycle").properties().forEach(step -> lifecycle.put(step.getKey(), word(step.getValue())));
        full.put("lifecycle", lifecycle);
        Map<String, Object> untrusted = new LinkedHashMap<>();
        text(untrusted, "prompt", artifact.at("/facts/prompt"), LONG_PROMPT);
        text(untrusted, "negativePrompt", artifact.at("/facts/negativePrompt"), LONG_PROMPT);
        addTold(untrusted, artifact);
        value(untrusted, "options", artifact.at("/facts/options"), LONG_VALUE);
        for (String field : CONTENT) {
            value(untrusted, field, artifact.path("content").path(field), LONG_VALUE);
        }
        full.put("untrusted", untrusted);
        return full;
    }

    /** Returns what Runfolio itself determined. */
    private static Map<String, Object> determined(JsonNode artifact) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String field :
                List.of("id", "runId", "position", "artifactClass", "status", "createdAt", "runCreatedAt")) {
            map.put(field, word(artifact.path(field)));
        }
        map.put("file", file(artifact.path("media")));
        map.put("review", review(artifact.path("review")));
        map.put("sourceArtifactIds", ids(artifact.path("sourceArtifactIds")));
        JsonNode removals = artifact.at("/retention/removals");
        if (!removals.isEmpty()) {
            map.put("removal", removal(removals.path(removals.size() - 1)));
        }
        return map;
    }

    /** Returns the last removal of the artifact's files. */
    private static Map<String, Object> removal(JsonNode removal) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String field : List.of("removalId", "scope", "removedAt", "restorableUntil", "deletedAt")) {
            map.put(field, word(removal.path(field)));
        }
        map.put("files", removal.path("files").size());
        return map;
    }

    private static Map<String, Object> file(JsonNode media) {
        Map<String, Object> file = new LinkedHashMap<>();
        boolean isKept = media.path("original").isObject();
        String state = media.path("removed").asBoolean() ? "removed" : isKept ? "present" : "missing";
        file.put("state", media.isObject() ? state : "none");
        for (String field : List.of("kind", "mimeType", "width", "height", "durationSeconds", "bytes", "sha256")) {
            file.put(field, word(media.path(field)));
        }
        return file;
    }

    private static Map<String, Object> review(JsonNode review) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String field : List.of("revision", "preferred", "rank", "decidedAt")) {
            map.put(field, word(review.path(field)));
        }
        map.put("proposedDecision", word(review.path("proposal").path("decision")));
        return map;
    }

    private static void addTold(Map<String, Object> untrusted, JsonNode artifact) {
        TOLD.forEach(field -> value(untrusted, field, artifact.at("/facts/" + field), MAX_TEXT));
        for (String field : List.of("artifactType", "templateId", "runStatus")) {
            text(untrusted, field, artifact.path(field), MAX_TEXT);
        }
        text(untrusted, "filename", artifact.at("/media/filename"), MAX_TEXT);
        text(untrusted, "fileReason", artifact.at("/media/reason"), MAX_TEXT);
        JsonNode review = artifact.path("review");
        value(untrusted, "reviewTags", review.path("tags"), MAX_TEXT);
        value(untrusted, "checks", review.path("checks"), MAX_TEXT);
        text(untrusted, "decidedBy", review.path("decidedBy"), MAX_TEXT);
        text(untrusted, "reviewNote", review.path("note"), MAX_TEXT);
        value(untrusted, "proposal", review.path("proposal"), 2 * MAX_TEXT);
        ArrayNode others = JsonNodeFactory.instance.arrayNode();
        artifact.path("sourceArtifactIds").forEach(id -> {
            if (!isId(id)) {
                others.add(id);
            }
        });
        value(untrusted, "otherSources", others, MAX_TEXT);
    }

    /** Returns whether a reference has the form of an artifact id; events may have any text there. */
    static boolean isId(JsonNode id) {
        return ID.matcher(id.asText()).matches();
    }

    static List<String> ids(JsonNode ids) {
        return StreamSupport.stream(ids.spliterator(), false)
                .filter(ArtifactDigest::isId)
                .map(JsonNode::asText)
                .limit(MAX_IDS)
                .toList();
    }

    /** Returns a number, a flag, or a text without blanks such as a time; null for anything else. */
    static Object word(JsonNode node) {
        if (node.isTextual()) {
            return WORD.matcher(node.textValue()).matches() ? node.textValue() : null;
        }
        return node.isValueNode() ? UntrustedText.value(node, 0) : null;
    }

    static void text(Map<String, Object> untrusted, String name, JsonNode text, int max) {
        if (text.isTextual() && !text.textValue().isBlank()) {
            untrusted.put(name, UntrustedText.clean(text.textValue(), max));
        }
    }

    static void value(Map<String, Object> untrusted, String name, JsonNode value, int max) {
        boolean isEmpty = value.isMissingNode() || value.isNull() || value.isContainerNode() && value.isEmpty();
        if (!isEmpty) {
            untrusted.put(name, UntrustedText.value(value, max));
        }
    }
}

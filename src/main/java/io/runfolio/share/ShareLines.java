package io.runfolio.share;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes and reads the lines of {@code shares.jsonl}: one per link, one per revocation. */
final class ShareLines {
    static final ObjectMapper JSON = JsonMappers.strict(JsonLimits.DOCUMENT).build();

    private ShareLines() {}

    /** A revocation. */
    record Revocation(String id, Instant at) {}

    /** Returns the id of the link that a parsed line is about. */
    static String id(Object parsed) {
        return parsed instanceof Share share ? share.id() : ((Revocation) parsed).id();
    }

    static String created(Share share) {
        ObjectNode line = JSON.createObjectNode();
        line.put("share", share.id());
        line.put("token_sha256", share.tokenSha256());
        line.put("kind", share.kind().word());
        share.artifactIds().forEach(line.putArray("artifact_ids")::add);
        line.put("title", share.title());
        line.put("created_at", share.createdAt().toString());
        line.put("created_by", share.createdBy());
        line.put("expires_at", share.expiresAt().toString());
        line.put("download", share.download());
        share.facts().stream().map(SharedFact::word).forEach(line.putArray("facts")::add);
        share.password().ifPresent(password -> {
            ObjectNode stored = line.putObject("password");
            stored.put("iterations", password.iterations());
            stored.put("salt", password.salt());
            stored.put("hash", password.hash());
        });
        return line.toString();
    }

    static String revoked(String id, Instant at, String by) {
        ObjectNode line = JSON.createObjectNode();
        line.put("share", id);
        line.put("revoked_at", at.toString());
        line.put("revoked_by", by);
        return line.toString();
    }

    /** Returns a link or a revocation; empty if the line is neither. */
    static Optional<Object> parse(byte[] line) {
        try {
            JsonNode json = JSON.readTree(line);
            return Optional.of(
                    json.has("revoked_at")
                            ? new Revocation(text(json, "share"), Instant.parse(text(json, "revoked_at")))
                            : share(json));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Share share(JsonNode json) {
        List<String> ids = new ArrayList<>();
        json.path("artifact_ids").forEach(id -> ids.add(id.asText()));
        Set<SharedFact> facts = EnumSet.noneOf(SharedFact.class);
        json.path("facts").forEach(word -> SharedFact.of(word.asText()).ifPresent(facts::add));
        JsonNode password = json.path("password");
        return new Share(
                text(json, "share"),
                text(json, "token_sha256"),
                ShareKind.of(text(json, "kind")).orElse(ShareKind.SET),
                ids,
                text(json, "title"),
                Instant.parse(text(json, "created_at")),
                text(json, "created_by"),
                Instant.parse(text(json, "expires_at")),
                password.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new SharePassword(
                                password.path("iterations").asInt(), text(password, "salt"), text(password, "hash"))),
                json.path("download").asBoolean(),
                facts,
                Optional.empty());
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value.asText();
    }
}

package io.runfolio.hooks.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.Checksums;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Event for one receiver, with the state of its delivery.
 *
 * @param url address of the receiver; for a broker its name and topic, such as {@code kafka:runfolio.announcements}
 * @param runId id of the run, whose events have an order
 * @param seq position of the event among those of the run
 * @param type type of the event, such as {@code run.completed}
 * @param body JSON that is sent
 * @param attempts number of attempts that were begun
 * @param nextAt time of the next attempt
 * @param error result of the last attempt; the empty string before it
 */
public record OutgoingWebhook(
        URI url, String runId, long seq, String type, String body, int attempts, Instant nextAt, String error) {
    private static final int NAME_DIGITS = 12;

    /** Returns an event that was not sent yet. */
    public static OutgoingWebhook waiting(URI url, String runId, long seq, String type, String body, Instant at) {
        return new OutgoingWebhook(url, runId, seq, type, body, 0, at, "");
    }

    /** Returns the id of the event, the same for each delivery and each receiver. */
    public String id() {
        return runId + "-" + seq;
    }

    /** Returns the name of the file, which is the same for the same event and receiver. */
    String fileName() {
        return id() + "-" + hash(url) + ".json";
    }

    /** Returns the end of the names of a receiver's files. */
    static String suffix(URI url) {
        return "-" + hash(url) + ".json";
    }

    /** Returns a receiver for messages, without its path, which may be secret. */
    static String shown(URI url) {
        return url.getHost() == null ? url.toString() : url.getHost();
    }

    /** Returns the run of a file's name. */
    static String runOf(String fileName) {
        int receiver = fileName.lastIndexOf('-');
        int seq = receiver < 0 ? -1 : fileName.lastIndexOf('-', receiver - 1);
        return seq < 0 ? fileName : fileName.substring(0, seq);
    }

    private static String hash(URI url) {
        return Checksums.sha256(url.toString()).substring(0, NAME_DIGITS);
    }

    /** Returns the state once an attempt has begun, whose end may never be known. */
    OutgoingWebhook begun(Instant next) {
        return new OutgoingWebhook(url, runId, seq, type, body, attempts + 1, next, "the attempt was interrupted");
    }

    /** Returns the state after a failed attempt. */
    OutgoingWebhook failed(String why, Instant next) {
        return new OutgoingWebhook(url, runId, seq, type, body, attempts, next, why);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("url", url.toString());
        json.put("run_id", runId);
        json.put("seq", seq);
        json.put("type", type);
        json.put("attempts", attempts);
        json.put("next_at", nextAt.toString());
        json.put("error", error);
        json.put("body", body);
        return json;
    }

    /** Returns the webhook of a file; empty if it is not one. */
    static Optional<OutgoingWebhook> of(JsonNode json) {
        try {
            return json.path("body").isTextual() && json.path("seq").canConvertToLong()
                    ? Optional.of(new OutgoingWebhook(
                            URI.create(json.path("url").asText()),
                            json.path("run_id").asText(),
                            json.path("seq").asLong(),
                            json.path("type").asText(),
                            json.path("body").asText(),
                            json.path("attempts").asInt(),
                            Instant.parse(json.path("next_at").asText()),
                            json.path("error").asText()))
                    : Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

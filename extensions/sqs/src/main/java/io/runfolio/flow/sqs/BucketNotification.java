package io.runfolio.flow.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.intake.RefusedEventException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Parser of the event notifications of S3 buckets. */
final class BucketNotification {
    /** S3 sends one; each costs a request. */
    private static final int MAX_RECORDS = 100;
    /** Limit of S3, in bytes. */
    private static final int MAX_KEY = 1_024;

    private static final Pattern NAME = Pattern.compile("[A-Za-z]{1,40}(:[A-Za-z]{1,40}){0,2}");
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]{1,255}");
    private static final Pattern SEQUENCER = Pattern.compile("[0-9A-Fa-f]{0,64}");
    private static final Set<String> FOREIGN_SEGMENTS = Set.of("", ".", "..");

    private BucketNotification() {}

    /** Returns whether this is the test message that S3 sends when notifications are set up. */
    static boolean isTest(JsonNode json) {
        return json.path("Event").asText().equals("s3:TestEvent")
                && json.path("Bucket").isTextual();
    }

    /** Returns whether a document is a notification, and thus no event. */
    static boolean isOne(JsonNode json) {
        return json.has("Records") && !json.has("specversion") && !json.has("status");
    }

    /**
     * Returns the changes in their order.
     *
     * @throws RefusedEventException if the document is not a notification of S3
     */
    static List<ObjectChange> parse(JsonNode json) {
        JsonNode records = json.path("Records");
        if (!records.isArray() || records.isEmpty() || records.size() > MAX_RECORDS) {
            throw invalid("Records", "must be an array with 1 to " + MAX_RECORDS + " elements");
        }
        List<ObjectChange> changes = new ArrayList<>();
        for (JsonNode record : records) {
            changes.add(change(record, "Records[" + changes.size() + "]"));
        }
        return changes;
    }

    private static ObjectChange change(JsonNode record, String field) {
        if (!record.path("eventSource").asText().endsWith(":s3")) {
            throw invalid(field + ".eventSource", "must be that of S3, such as aws:s3");
        }
        JsonNode object = record.path("s3").path("object");
        JsonNode sequencer = object.path("sequencer");
        return new ObjectChange(
                text(record.path("eventName"), NAME, field + ".eventName").replaceFirst("^s3:", ""),
                text(record.path("s3").path("bucket").path("name"), BUCKET, field + ".s3.bucket.name"),
                key(object.path("key"), field + ".s3.object.key"),
                sequencer.isMissingNode() ? "" : text(sequencer, SEQUENCER, field + ".s3.object.sequencer"));
    }

    private static String text(JsonNode node, Pattern pattern, String field) {
        if (!node.isTextual() || !pattern.matcher(node.textValue()).matches()) {
            throw invalid(field, "is missing or has another form than S3 sends");
        }
        return node.textValue();
    }

    /** Decodes a key, which S3 sends as in the query of an address. */
    private static String key(JsonNode node, String field) {
        String key;
        try {
            key = URLDecoder.decode(node.isTextual() ? node.textValue() : "", StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid(field, "is not URL-encoded");
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_KEY) {
            throw invalid(field, "must have 1 to " + MAX_KEY + " bytes");
        }
        // a server may resolve such segments, which would lead out of the prefix
        boolean isForeign =
                Arrays.stream(key.replaceFirst("/$", "").split("/", -1)).anyMatch(FOREIGN_SEGMENTS::contains);
        if (isForeign || key.chars().anyMatch(Character::isISOControl)) {
            throw invalid(field, "has an empty segment, a segment of dots, or a control character");
        }
        return key;
    }

    private static RefusedEventException invalid(String field, String problem) {
        return new RefusedEventException("notification_invalid", field, field + " " + problem + ".");
    }
}

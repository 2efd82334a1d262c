package io.runfolio.flow.sqs;

import io.runfolio.submission.EventMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reader of events in messages. CloudEvents has no binding for SQS: attributes are named as in those of Kafka, HTTP and
 * AMQP, as far as the names of SQS allow it.
 */
final class EventMessages {
    private static final List<String> PREFIXES = List.of("ce-", "ce_", "cloudEvents_", "cloudEvents-");

    private EventMessages() {}

    static EventMessage read(MessageContent content) {
        Map<String, String> attributes = new LinkedHashMap<>();
        String prefix = PREFIXES.get(0);
        String contentType = "";
        Optional<String> key = Optional.empty();
        for (Map.Entry<String, String> attribute : content.attributes().entrySet()) {
            String name = attribute.getKey();
            String plain = name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
            Optional<String> found = PREFIXES.stream().filter(name::startsWith).findFirst();
            if (plain.equals("contenttype") || found.isPresent() && plain.endsWith("datacontenttype")) {
                contentType = attribute.getValue();
            } else if (found.isPresent()) {
                prefix = found.get();
                attributes.put(name.substring(prefix.length()).toLowerCase(Locale.ROOT), attribute.getValue());
            } else if (plain.equals("idempotencykey")) {
                key = Optional.of(attribute.getValue());
            }
        }
        return new EventMessage(content.bytes(), contentType, prefix, attributes, key);
    }
}

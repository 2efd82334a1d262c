package io.runfolio.flow.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Content of a message, as it was sent to the queue or published to a topic of Amazon SNS.
 *
 * @param text the content, without an envelope of SNS
 * @param attributes attributes of the message and of the envelope, those with texts only
 * @param json the content as JSON; missing if it is not an object, or not within the limits
 */
record MessageContent(String text, Map<String, String> attributes, JsonNode json) {
    /** More than SQS allows for a message; what is longer is not parsed. */
    private static final int MAX_PARSED = 2 << 20;

    private static final ObjectMapper MAPPER =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();

    /**
     * Reads a message.
     *
     * @throws RefusedEventException if it asks to confirm a subscription, which is for a person to do
     */
    static MessageContent of(Message message) {
        Map<String, String> attributes = new LinkedHashMap<>();
        message.messageAttributes().forEach((name, value) -> put(attributes, name, value.stringValue()));
        JsonNode json = parse(message.body());
        if (!json.path("TopicArn").isTextual() || !json.path("Message").isTextual()) {
            return new MessageContent(message.body(), Map.copyOf(attributes), json);
        }
        return switch (json.path("Type").asText()) {
            case "Notification" -> unwrap(json, attributes);
            case "SubscriptionConfirmation", "UnsubscribeConfirmation" ->
                throw new RefusedEventException(
                        "sns_confirmation",
                        "Type",
                        "The topic asks to confirm a subscription: confirm it by its SubscribeURL, if it is yours.");
            default -> new MessageContent(message.body(), Map.copyOf(attributes), json);
        };
    }

    private static MessageContent unwrap(JsonNode envelope, Map<String, String> attributes) {
        envelope.path("MessageAttributes")
                .properties()
                .forEach(attribute -> put(
                        attributes,
                        attribute.getKey(),
                        attribute.getValue().path("Value").textValue()));
        String text = envelope.path("Message").textValue();
        return new MessageContent(text, Map.copyOf(attributes), parse(text));
    }

    private static void put(Map<String, String> attributes, String name, String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }

    private static JsonNode parse(String text) {
        if (text.length() > MAX_PARSED) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode json = MAPPER.readTree(text);
            return json.isObject() ? json : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            // not for us: the reader of events says what is wrong with it
            return MissingNode.getInstance();
        }
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

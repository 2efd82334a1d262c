package io.runfolio.flow.sqs;

import io.runfolio.flow.broker.MessageSteps;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Sender of refused messages to the queue of dead letters, with the reason in their attributes. */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** Limit of SQS for one message. */
    private static final int MAX_ATTRIBUTES = 10;

    private static final int MAX_REASON = 1_000;

    private final SqsQueue queue;

    DeadLetters(SqsQueue queue) {
        this.queue = queue;
    }

    /** Sends the message. One that is too large for the queue loses its own attributes, or is not sent. */
    void send(Message message, List<Refusal> refusals) {
        Map<String, MessageAttributeValue> reasons = reasons(refusals);
        try {
            queue.send(message, withOriginal(reasons, message));
        } catch (QueueException e) {
            if (!e.isUnacceptable()) {
                throw e;
            }
            sendWithoutOriginal(message, reasons);
        }
    }

    private void sendWithoutOriginal(Message message, Map<String, MessageAttributeValue> reasons) {
        try {
            queue.send(message, reasons);
        } catch (QueueException e) {
            if (!e.isUnacceptable()) {
                throw e;
            }
            LOG.warn(
                    "no dead letter for {}, which is kept among the refused events: {}",
                    message.messageId(),
                    e.getMessage());
        }
    }

    private static Map<String, MessageAttributeValue> reasons(List<Refusal> refusals) {
        Refusal first = refusals.get(0);
        String more = refusals.size() == 1 ? "" : " And " + (refusals.size() - 1) + " more, see runfolio failed.";
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        attributes.put(MessageSteps.CODE, text(first.reason().code()));
        attributes.put(MessageSteps.REASON, text(first.reason().getMessage() + more));
        attributes.put(MessageSteps.PLACE, text(first.place()));
        return attributes;
    }

    /** Adds the attributes of the message, those of CloudEvents first, as far as there is room. */
    private static Map<String, MessageAttributeValue> withOriginal(
            Map<String, MessageAttributeValue> reasons, Message message) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>(reasons);
        Comparator<String> cloudEventsFirst = Comparator.comparing((String name) -> !name.startsWith("ce"));
        Map<String, MessageAttributeValue> original = new TreeMap<>(cloudEventsFirst.thenComparing(name -> name));
        original.putAll(message.messageAttributes());
        original.forEach((name, value) -> {
            if (attributes.size() < MAX_ATTRIBUTES) {
                attributes.putIfAbsent(name, value);
            } else {
                LOG.warn("the dead letter of {} lacks its attribute {}, as SQS allows ten", message.messageId(), name);
            }
        });
        return attributes;
    }

    private static MessageAttributeValue text(String value) {
        String allowed = value.replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(allowed.length() > MAX_REASON ? allowed.substring(0, MAX_REASON) + "…" : allowed)
                .build();
    }
}

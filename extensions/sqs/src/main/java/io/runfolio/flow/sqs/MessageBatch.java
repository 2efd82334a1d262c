package io.runfolio.flow.sqs;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

/** Messages of one request that are not deleted yet. They stay invisible to others meanwhile. Thread-safe. */
final class MessageBatch {
    private static final Logger LOG = LoggerFactory.getLogger(MessageBatch.class);

    private final SqsQueue queue;
    private final Map<String, Message> messages = new LinkedHashMap<>();

    MessageBatch(SqsQueue queue, List<Message> messages) {
        this.queue = queue;
        messages.forEach(message -> this.messages.put(message.receiptHandle(), message));
    }

    /** Returns the messages in their order. */
    synchronized List<Message> messages() {
        return List.copyOf(messages.values());
    }

    synchronized boolean contains(Message message) {
        return messages.containsKey(message.receiptHandle());
    }

    /** Forgets a message that is deleted, or left until it is visible again. */
    synchronized void remove(Message message) {
        messages.remove(message.receiptHandle());
    }

    /** Keeps the messages invisible for a time from now. */
    synchronized void extend(Duration visibility) {
        change(List.copyOf(messages.keySet()), visibility);
    }

    /** Makes all messages but one visible to others at once, and forgets them. */
    synchronized void releaseAllBut(Message kept) {
        List<String> others = messages.keySet().stream()
                .filter(receipt -> !receipt.equals(kept.receiptHandle()))
                .toList();
        change(others, Duration.ZERO);
        messages.keySet().removeAll(others);
    }

    /** Makes the messages visible to others at once, and forgets them. */
    synchronized void release() {
        change(List.copyOf(messages.keySet()), Duration.ZERO);
        messages.clear();
    }

    private void change(List<String> receipts, Duration visibility) {
        if (receipts.isEmpty()) {
            return;
        }
        try {
            queue.changeVisibility(receipts, visibility);
        } catch (QueueException e) {
            // others get the messages later, or twice, which makes duplicates only
            LOG.debug("{}", e.getMessage());
        }
    }
}

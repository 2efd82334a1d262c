package io.runfolio.flow.sqs;

import io.runfolio.settings.broker.SqsIntakeSettings;
import io.runfolio.settings.mirror.AwsSettings;
import io.runfolio.store.s3.AwsFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * A queue. Its address is looked up by its name when it is needed first. Thread-safe; throws {@link QueueException}.
 */
final class SqsQueue {
    /** Limit of SQS for one request. */
    static final int MAX_BATCH = 10;

    private static final String DEFAULT_GROUP = "runfolio";

    private final SqsClient client;
    private final AwsSettings access;
    private final String queue;
    private volatile Optional<String> address;

    /** @param queue name or address */
    SqsQueue(SqsClient client, AwsSettings access, String queue) {
        this.client = client;
        this.access = access;
        this.queue = queue;
        address = queue.contains("://") ? Optional.of(queue) : Optional.empty();
    }

    String name() {
        return SqsIntakeSettings.name(queue);
    }

    /**
     * Requests messages, which are invisible to others for a time.
     *
     * @param wait time to wait for a message, in whole seconds
     * @return up to 10 messages, those of a group in their order
     */
    List<Message> receive(Duration wait, Duration visibility) {
        return call(
                "messages could not be requested", () -> client.receiveMessage(request -> request.queueUrl(address())
                                .maxNumberOfMessages(MAX_BATCH)
                                .waitTimeSeconds((int) wait.toSeconds())
                                .visibilityTimeout((int) visibility.toSeconds())
                                .messageAttributeNames("All")
                                .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                        .messages());
    }

    void delete(String receipt) {
        call(
                "a message could not be deleted",
                () -> client.deleteMessage(
                        request -> request.queueUrl(address()).receiptHandle(receipt)));
    }

    /**
     * Sets the time until messages are visible to others, from now. Those that are gone or visible already stay so.
     *
     * @param receipts up to 10
     */
    void changeVisibility(List<String> receipts, Duration visibility) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        for (String receipt : receipts) {
            entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .receiptHandle(receipt)
                    .visibilityTimeout((int) visibility.toSeconds())
                    .build());
        }
        call(
                "the visibility of messages could not be changed",
                () -> client.changeMessageVisibilityBatch(
                        request -> request.queueUrl(address()).entries(entries)));
    }

    /** Sends a copy of a message, in its group if this is a FIFO queue. */
    void send(Message message, Map<String, MessageAttributeValue> attributes) {
        call("a message could not be sent", () -> {
            SendMessageRequest.Builder request = SendMessageRequest.builder()
                    .queueUrl(address())
                    .messageBody(message.body())
                    .messageAttributes(attributes);
            if (SqsIntakeSettings.isFifo(queue)) {
                request.messageGroupId(message.attributes()
                                .getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, DEFAULT_GROUP))
                        .messageDeduplicationId(message.messageId());
            }
            return client.sendMessage(request.build());
        });
    }

    private String address() {
        Optional<String> known = address;
        if (known.isPresent()) {
            return known.get();
        }
        String found = client.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        address = Optional.of(found);
        return found;
    }

    private <T> T call(String failure, Supplier<T> request) {
        try {
            return request.get();
        } catch (AwsServiceException e) {
            String code = Optional.ofNullable(e.awsErrorDetails())
                    .map(AwsErrorDetails::errorCode)
                    .orElse("");
            throw new QueueException(
                    code,
                    name() + ": " + failure + ", as SQS answered " + (e.statusCode() + " " + code).strip()
                            + (e.statusCode() >= 500 ? "" : ": check queue, region, access key and the queue's policy"),
                    e);
        } catch (SdkException e) {
            throw new QueueException("", name() + ": " + failure + AwsFailures.reason(access.prefix(), e), e);
        }
    }
}

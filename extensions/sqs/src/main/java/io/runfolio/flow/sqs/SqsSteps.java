package io.runfolio.flow.sqs;

import io.runfolio.intake.RefusedEventException;
import io.runfolio.submission.MessageIntake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

/** Steps of the route that takes messages in. They run on the thread of the consumer. */
public final class SqsSteps {
    /** Exchange property with the refusals, if any. */
    static final String REFUSALS = "runfolioRefusals";

    private static final Logger LOG = LoggerFactory.getLogger(SqsSteps.class);

    private final SqsQueue queue;
    private final DeadLetters deadLetters;
    private final MessageIntake intake;
    private final ObjectEvents objects;

    SqsSteps(SqsQueue queue, DeadLetters deadLetters, MessageIntake intake, ObjectEvents objects) {
        this.queue = queue;
        this.deadLetters = deadLetters;
        this.intake = intake;
        this.objects = objects;
    }

    /** Makes the events of a message durable, or notes why it is refused. Other exceptions may pass. */
    public void receive(Exchange exchange) {
        Message message = message(exchange);
        List<Refusal> refusals = new ArrayList<>();
        String place = queue.name() + "/" + message.messageId();
        try {
            receive(MessageContent.of(message), place, refusals);
        } catch (RefusedEventException e) {
            refusals.add(new Refusal(body(message), place, e));
        }
        if (!refusals.isEmpty()) {
            exchange.setProperty(REFUSALS, List.copyOf(refusals));
        }
    }

    private void receive(MessageContent content, String place, List<Refusal> refusals) {
        try {
            if (BucketNotification.isTest(content.json())) {
                intake.ignore(place, "a test of the notifications of a bucket");
            } else if (BucketNotification.isOne(content.json())) {
                byte[] notification = content.bytes();
                List<ObjectChange> changes = BucketNotification.parse(content.json());
                for (int i = 0; i < changes.size(); i++) {
                    objects.receive(changes.get(i), notification, i == 0 ? place : place + "/" + i)
                            .ifPresent(refusals::add);
                }
            } else {
                intake.receive(EventMessages.read(content), place);
            }
        } catch (RefusedEventException e) {
            refusals.add(new Refusal(content.bytes(), place, e));
        }
    }

    /** Keeps what was refused. */
    public void refuse(Exchange exchange) {
        for (Refusal refusal : refusals(exchange)) {
            intake.refuse(refusal.body(), refusal.body().length, refusal.place(), refusal.reason());
        }
    }

    /** Sends a refused message to the queue of dead letters, with the reason. */
    public void sendDeadLetter(Exchange exchange) {
        deadLetters.send(message(exchange), refusals(exchange));
    }

    /** Deletes a message whose events are durable or known, or that was refused. */
    public void delete(Exchange exchange) {
        try {
            queue.delete(message(exchange).receiptHandle());
        } catch (QueueException e) {
            if (!e.isExpiredReceipt()) {
                throw e;
            }
            LOG.info(
                    "{} was not deleted, as it has become visible to others; its event is a duplicate there",
                    queue.name());
        }
        intake.acknowledged();
    }

    /** Counts a try that failed, and leaves the messages behind this one to other workers. */
    public void failed(Exchange exchange) {
        Message message = message(exchange);
        Exception why = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        intake.failed(
                queue.name() + "/" + message.messageId(), why == null ? "unknown" : String.valueOf(why.getMessage()));
        Optional.ofNullable(exchange.getProperty(SqsConsumer.BATCH, MessageBatch.class))
                .ifPresent(batch -> batch.releaseAllBut(message));
    }

    private static Message message(Exchange exchange) {
        return exchange.getIn().getBody(Message.class);
    }

    private static byte[] body(Message message) {
        return message.body().getBytes(StandardCharsets.UTF_8);
    }

    private static List<Refusal> refusals(Exchange exchange) {
        List<Refusal> refusals = new ArrayList<>();
        for (Object refusal : exchange.getProperty(REFUSALS, List.class)) {
            refusals.add((Refusal) refusal);
        }
        return refusals;
    }
}

package io.runfolio.flow.sqs;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** State of the connection to the queue; its changes are logged once. Thread-safe. */
final class QueueState implements Supplier<Optional<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(QueueState.class);

    private Optional<String> trouble = Optional.of("the consumer has not started");
    private boolean isFailing;

    @Override
    public synchronized Optional<String> get() {
        return trouble;
    }

    synchronized boolean isConnected() {
        return trouble.isEmpty();
    }

    synchronized void connected() {
        if (isFailing) {
            LOG.info("sqs: the queue answers again");
        }
        isFailing = false;
        trouble = Optional.empty();
    }

    synchronized void failed(String reason) {
        if (!isFailing) {
            LOG.warn("sqs: the queue cannot be read: {}", reason);
        }
        isFailing = true;
        trouble = Optional.of(reason);
    }
}

package io.runfolio.flow.sqs;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Source of a consumer's messages, and the times of its requests.
 *
 * @param queue queue of the events
 * @param state state of the connection, for health
 * @param pauseReason why no event can be taken in; empty if it can
 * @param waitTime time for which a request waits for messages
 * @param visibilityTimeout time for which messages are invisible to others
 * @param consumers number of threads
 */
record SqsPolling(
        SqsQueue queue,
        QueueState state,
        Supplier<Optional<String>> pauseReason,
        Duration waitTime,
        Duration visibilityTimeout,
        int consumers) {}

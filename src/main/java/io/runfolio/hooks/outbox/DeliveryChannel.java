package io.runfolio.hooks.outbox;

import io.runfolio.fetch.StatusAnswer;
import java.io.IOException;
import java.time.Instant;

/** Way to a receiver. */
interface DeliveryChannel {
    /** Returns false while nothing can be sent for a reason of ours, which is in the log. */
    boolean isReady();

    /**
     * Sends an event.
     *
     * @param now time of the attempt
     * @throws IOException if there is no answer; its message is a sentence
     */
    StatusAnswer send(OutgoingWebhook event, Instant now) throws IOException;
}

package io.runfolio.hooks.outbox;

import io.runfolio.fetch.StatusAnswer;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.hooks.WebhookSigner;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the webhooks of an outbox at least once. An attempt is on disk before it is made, so a process that ends in
 * the middle of one repeats it, and a receiver sees the same id again. Thread-safe.
 */
final class WebhookDelivery {
    /** Attempts after which a receiver that answers 404 or 410 is given up. */
    static final int MAX_GONE_ATTEMPTS = 3;

    private static final Duration MAX_DELAY = Duration.ofHours(4);
    private static final int MAX_DOUBLINGS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);

    private final WebhookOutbox outbox;
    private final DeliveryChannel channel;
    private final LedgerLookup ledgers;
    private final Function<String, Optional<Mutex.Held>> locks;
    private final Retries retries;
    private final Clock clock;

    /** HTTP client for deliveries. */
    @FunctionalInterface
    interface Sender {
        /** @throws IOException if there is no answer; its message is a sentence */
        StatusAnswer post(URI url, Map<String, String> headers, byte[] body) throws IOException;
    }

    /**
     * Limits of the attempts.
     *
     * @param attempts attempts before a delivery is given up
     * @param delay delay before the second attempt, doubled for each further one
     * @param maxDelay maximum delay
     * @param inOrder whether an event waits until those of its run before it were delivered or given up
     */
    record Retries(int attempts, Duration delay, Duration maxDelay, boolean inOrder) {
        Retries(int attempts, Duration delay) {
            this(attempts, delay, MAX_DELAY, false);
        }
    }

    /** @param locks takes a lock over all processes, by name; empty while another process has it */
    WebhookDelivery(
            WebhookOutbox outbox,
            WebhookSigner signer,
            Sender sender,
            LedgerLookup ledgers,
            Function<String, Optional<Mutex.Held>> locks,
            Retries retries,
            Clock clock) {
        this(outbox, new SignedChannel(signer, sender, "application/json"), ledgers, locks, retries, clock);
    }

    /** @param locks takes a lock over all processes, by name; empty while another process has it */
    WebhookDelivery(
            WebhookOutbox outbox,
            DeliveryChannel channel,
            LedgerLookup ledgers,
            Function<String, Optional<Mutex.Held>> locks,
            Retries retries,
            Clock clock) {
        this.outbox = outbox;
        this.channel = channel;
        this.ledgers = ledgers;
        this.locks = locks;
        this.retries = retries;
        this.clock = clock;
    }

    /** Makes an attempt at each webhook of a receiver that is due. A fault of the folder is logged, and tried again. */
    void deliverDue(URI url) {
        try {
            Set<String> unfinished = new HashSet<>();
            for (String name : outbox.names(url)) {
                String run = OutgoingWebhook.runOf(name);
                if (unfinished.contains(run)) {
                    continue;
                }
                deliver(name);
                if (retries.inOrder() && outbox.find(name).isPresent()) {
                    unfinished.add(run);
                }
            }
        } catch (InterruptedRunException e) {
            LOG.debug("stopped while a webhook was delivered");
        } catch (RunfolioException e) {
            LOG.warn("webhooks are delivered later: {}", e.getMessage());
        }
    }

    private void deliver(String name) {
        if (!isDue(name)) {
            return;
        }
        Optional<Mutex.Held> lock = locks.apply("webhook\n" + name);
        if (lock.isEmpty()) {
            return;
        }
        try (Mutex.Held held = lock.get()) {
            if (isDue(name)) { // another process may have delivered it meanwhile
                attempt(outbox.find(name).orElseThrow());
            }
        }
    }

    private boolean isDue(String name) {
        return outbox.find(name)
                .filter(webhook -> !webhook.nextAt().isAfter(clock.instant()))
                .isPresent();
    }

    private void attempt(OutgoingWebhook waiting) {
        switch (ledgers.find(waiting.runId(), waiting.seq(), waiting.type())) {
            case PENDING -> LOG.debug("{} has not happened yet", waiting.id());
            case NEVER -> outbox.remove(waiting);
            case WRITTEN -> send(waiting);
        }
    }

    private void send(OutgoingWebhook waiting) {
        if (!channel.isReady()) {
            return; // the log has the reason, and no attempt is used up
        }
        Instant now = clock.instant();
        OutgoingWebhook begun = waiting.begun(now.plus(delay(waiting.attempts() + 1)));
        outbox.put(begun);
        try {
            StatusAnswer answer = channel.send(begun, now);
            if (answer.isSuccess()) {
                outbox.remove(begun);
                return;
            }
            boolean isGone = answer.status() == 404 || answer.status() == 410;
            Duration asked = answer.retryAfter()
                    .filter(time -> time.compareTo(MAX_DELAY) < 0)
                    .orElse(Duration.ZERO);
            failed(begun, "the receiver answered " + answer.status(), isGone, asked);
        } catch (IOException e) {
            failed(begun, e.getMessage(), false, Duration.ZERO);
        }
    }

    private void failed(OutgoingWebhook begun, String why, boolean isGone, Duration asked) {
        Instant earliest = clock.instant().plus(asked);
        Instant next = earliest.isAfter(begun.nextAt()) ? earliest : begun.nextAt();
        OutgoingWebhook failed = begun.failed(why, next);
        int max = isGone ? Math.min(MAX_GONE_ATTEMPTS, retries.attempts()) : retries.attempts();
        if (failed.attempts() >= max) {
            LOG.error(
                    "the webhook {} to {} was given up after {} attempts, and is in failed/: {}",
                    failed.id(),
                    OutgoingWebhook.shown(failed.url()),
                    failed.attempts(),
                    why);
            outbox.giveUp(failed);
        } else {
            LOG.warn(
                    "the webhook {} to {} is repeated at {}: {}",
                    failed.id(),
                    OutgoingWebhook.shown(failed.url()),
                    next,
                    why);
            outbox.put(failed);
        }
    }

    private Duration delay(int attempt) {
        Duration delay = retries.delay().multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
        return delay.compareTo(retries.maxDelay()) > 0 ? retries.maxDelay() : delay;
    }
}

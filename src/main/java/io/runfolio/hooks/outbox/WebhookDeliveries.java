package io.runfolio.hooks.outbox;

import io.runfolio.fetch.StatusClient;
import io.runfolio.files.lock.Mutex;
import io.runfolio.hooks.WebhookSigner;
import io.runfolio.settings.FetchSettings;
import io.runfolio.settings.WebhookSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the events of an outbox in the background. Each receiver has a thread, so that a slow one does not delay the
 * others.
 */
public final class WebhookDeliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDeliveries.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final long MAX_ANSWER_BYTES = 64 << 10;
    private static final long STOP_SECONDS = 10;
    private static final Duration MAX_BROKER_DELAY = Duration.ofMinutes(1);
    private static final Duration MAX_WEBHOOK_DELAY = Duration.ofHours(4);
    private static final Duration BROKER_DELAY = Duration.ofSeconds(1);

    private final Map<URI, WebhookDelivery> deliveries = new LinkedHashMap<>();
    private final Optional<StatusClient> client;
    private final List<AnnouncementSender> senders;
    private final ScheduledThreadPoolExecutor threads;

    /**
     * Creates deliveries of webhooks about workflow runs, not started.
     *
     * @param folder the outbox
     * @param fetch rules for addresses: http and private networks
     * @param locks takes a lock over all processes, by name; empty while another process has it
     */
    public WebhookDeliveries(
            Path folder,
            WebhookSettings settings,
            FetchSettings fetch,
            LedgerLookup ledgers,
            Function<String, Optional<Mutex.Held>> locks,
            Clock clock) {
        senders = List.of();
        client = client(settings, fetch);
        WebhookOutbox outbox = new WebhookOutbox(folder);
        client.ifPresent(http -> {
            WebhookDelivery delivery = new WebhookDelivery(
                    outbox,
                    new WebhookSigner(settings.secretFile().orElseThrow()),
                    http::post,
                    ledgers,
                    locks,
                    new WebhookDelivery.Retries(settings.attempts(), settings.delay()),
                    clock);
            settings.urls().forEach(url -> deliveries.put(url, delivery));
        });
        threads = threads(deliveries.size());
    }

    /**
     * Creates deliveries of announcements, not started. Those of one run arrive in their order.
     *
     * @param folder the outbox
     * @param brokers senders to brokers, by their addresses in the outbox
     */
    public WebhookDeliveries(
            Path folder,
            WebhookSettings settings,
            FetchSettings fetch,
            Map<URI, AnnouncementSender> brokers,
            Function<String, Optional<Mutex.Held>> locks,
            Clock clock) {
        senders = List.copyOf(brokers.values());
        client = client(settings, fetch);
        WebhookOutbox outbox = new WebhookOutbox(folder);
        LedgerLookup happened = (runId, seq, type) -> LedgerLookup.Presence.WRITTEN;
        client.ifPresent(http -> {
            SignedChannel channel = new SignedChannel(
                    new WebhookSigner(settings.secretFile().orElseThrow()),
                    http::post,
                    "application/cloudevents+json; charset=UTF-8");
            WebhookDelivery.Retries retries =
                    new WebhookDelivery.Retries(settings.attempts(), settings.delay(), MAX_WEBHOOK_DELAY, true);
            WebhookDelivery delivery = new WebhookDelivery(outbox, channel, happened, locks, retries, clock);
            settings.urls().forEach(url -> deliveries.put(url, delivery));
        });
        // a broker that is away takes nothing of anyone, so nothing is given up
        WebhookDelivery.Retries forEver =
                new WebhookDelivery.Retries(Integer.MAX_VALUE, BROKER_DELAY, MAX_BROKER_DELAY, true);
        brokers.forEach((address, sender) -> deliveries.put(
                address, new WebhookDelivery(outbox, new BrokerChannel(sender), happened, locks, forEver, clock)));
        threads = threads(deliveries.size());
    }

    private static Optional<StatusClient> client(WebhookSettings settings, FetchSettings fetch) {
        if (!settings.isEnabled()) {
            return Optional.empty();
        }
        List<String> hosts =
                settings.urls().stream().map(URI::getHost).distinct().toList();
        return Optional.of(new StatusClient(
                new StatusClient.Rules(hosts, settings.urlsKey(), fetch.allowHttp()),
                fetch.allowPrivateHosts(),
                settings.urls().size(),
                MAX_ANSWER_BYTES));
    }

    private static ScheduledThreadPoolExecutor threads(int receivers) {
        return new ScheduledThreadPoolExecutor(Math.max(1, receivers), task -> {
            Thread thread = new Thread(task, "runfolio-webhooks");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts the threads. */
    public void start() {
        deliveries.forEach((url, delivery) -> threads.scheduleWithFixedDelay(
                () -> deliver(url, delivery), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** An exception would end the schedule of the receiver. */
    private static void deliver(URI url, WebhookDelivery delivery) {
        try {
            delivery.deliverDue(url);
        } catch (RuntimeException e) {
            LOG.error("events to {} failed unexpectedly", OutgoingWebhook.shown(url), e);
        }
    }

    /** Ends attempts in progress; they are repeated later. */
    @Override
    public void close() {
        threads.shutdownNow();
        client.ifPresent(StatusClient::stop);
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a webhook is still being delivered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.ifPresent(StatusClient::close);
        senders.forEach(AnnouncementSender::close);
    }
}

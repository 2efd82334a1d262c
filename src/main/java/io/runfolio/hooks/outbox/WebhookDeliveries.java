package io.runfolio.hooks.outbox;

import io.runfolio.fetch.StatusClient;
import io.runfolio.files.lock.Mutex;
import io.runfolio.hooks.WebhookSigner;
import io.runfolio.settings.FetchSettings;
import io.runfolio.settings.WebhookSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers webhooks in the background. Each receiver has a thread, so that a slow one does not delay the others. */
public final class WebhookDeliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDeliveries.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final long MAX_ANSWER_BYTES = 64 << 10;
    private static final long STOP_SECONDS = 10;

    private final List<URI> urls;
    private final StatusClient client;
    private final WebhookDelivery delivery;
    private final ScheduledThreadPoolExecutor threads;

    /**
     * Creates deliveries that have not been started.
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
        urls = settings.urls();
        List<String> hosts = urls.stream().map(URI::getHost).distinct().toList();
        client = new StatusClient(
                new StatusClient.Rules(hosts, settings.urlsKey(), fetch.allowHttp()),
                fetch.allowPrivateHosts(),
                urls.size(),
                MAX_ANSWER_BYTES);
        delivery = new WebhookDelivery(
                new WebhookOutbox(folder),
                new WebhookSigner(settings.secretFile().orElseThrow()),
                client::post,
                ledgers,
                locks,
                new WebhookDelivery.Retries(settings.attempts(), settings.delay()),
                clock);
        threads = new ScheduledThreadPoolExecutor(urls.size(), task -> {
            Thread thread = new Thread(task, "runfolio-webhooks");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts the threads. */
    public void start() {
        urls.forEach(url -> threads.scheduleWithFixedDelay(
                () -> deliver(url), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** An exception would end the schedule of the receiver. */
    private void deliver(URI url) {
        try {
            delivery.deliverDue(url);
        } catch (RuntimeException e) {
            LOG.error("webhooks to {} failed unexpectedly", url.getHost(), e);
        }
    }

    /** Ends attempts in progress; they are repeated later. */
    @Override
    public void close() {
        threads.shutdownNow();
        client.stop();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a webhook is still being delivered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}

package io.runfolio.announce;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.hooks.outbox.AnnouncementSender;
import io.runfolio.hooks.outbox.WebhookBacklog;
import io.runfolio.hooks.outbox.WebhookDeliveries;
import io.runfolio.hooks.outbox.WebhookOutbox;
import io.runfolio.settings.FetchSettings;
import io.runfolio.settings.broker.AnnounceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces sealed bundles and decisions in the background: at least once, and in order for each run. */
public final class Announcements implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final String FOLDER = "announce";
    private static final String OUTBOX = "outbox";

    private final AnnouncementFeed feed;
    private final WebhookDeliveries deliveries;
    private final ScheduledThreadPoolExecutor thread;
    private final Runnable checkRoots;
    private boolean isFailing;

    /**
     * Creates announcements that have not been started.
     *
     * @param brokers senders to brokers, by their addresses in the outbox
     * @param checkRoots called before anything is written, to check the storage roots
     * @param fetch rules for addresses of webhooks
     * @param locks takes a lock over all processes, by name; empty while another process has it
     */
    public Announcements(
            BundleLayout layout,
            AnnounceSettings settings,
            Map<URI, AnnouncementSender> brokers,
            Runnable checkRoots,
            FetchSettings fetch,
            Function<String, Optional<Mutex.Held>> locks,
            Clock clock) {
        this.checkRoots = checkRoots;
        Path folder = folder(layout);
        List<URI> receivers = new ArrayList<>(settings.webhooks().urls());
        receivers.addAll(brokers.keySet());
        feed = new AnnouncementFeed(
                layout,
                folder,
                new WebhookOutbox(folder.resolve(OUTBOX)),
                receivers,
                settings.source(),
                name -> locks.apply("announce\n" + name),
                clock);
        deliveries = new WebhookDeliveries(folder.resolve(OUTBOX), settings.webhooks(), fetch, brokers, locks, clock);
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = new Thread(task, "runfolio-announce");
            created.setDaemon(true);
            return created;
        });
    }

    private static Path folder(BundleLayout layout) {
        return layout.control().resolve(FOLDER);
    }

    /** Counts the announcements that wait for their delivery, and those that were given up. */
    public static WebhookBacklog backlog(BundleLayout layout) {
        return WebhookBacklog.of(folder(layout).resolve(OUTBOX));
    }

    /** Starts the threads. At the very first start only what comes later is announced. */
    public void start() {
        feed.begin();
        thread.scheduleWithFixedDelay(this::collect, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        deliveries.start();
    }

    /** An exception would end the schedule. */
    private void collect() {
        try {
            checkRoots.run();
            feed.run();
            isFailing = false;
        } catch (RunfolioException e) {
            if (!isFailing) {
                LOG.warn("announcements are made later: {}", e.getMessage());
            }
            isFailing = true;
        } catch (RuntimeException e) {
            LOG.error("announcements failed unexpectedly", e);
        }
    }

    /** Ends attempts in progress; they are repeated later. */
    @Override
    public void close() {
        thread.shutdownNow();
        deliveries.close();
    }
}

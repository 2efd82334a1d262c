package io.runfolio.flow.http;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ServerSentEvents;
import io.runfolio.catalog.Change;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Open feeds of changes. One look at the catalog serves all of them; no thread waits for any. */
final class Feeds {
    private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);
    private static final long LOOK_MILLIS = 250;
    private static final long LONGEST_SILENCE_MILLIS = 15_000;

    private final Vertx vertx;
    private final int most;
    private final long silenceMillis;
    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final long timer;
    private volatile boolean looking;

    Feeds(Vertx vertx, HttpSettings settings) {
        this.vertx = vertx;
        this.most = settings.maxFeeds();
        this.silenceMillis =
                Math.min(LONGEST_SILENCE_MILLIS, settings.idleTimeout().toMillis() / 2);
        this.timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
    }

    /** One client. */
    private static final class Open {
        private final HttpServerResponse response;
        private final ApiBody.Feed feed;
        private final BooleanSupplier admitted;
        private volatile long after;
        private volatile long spokeAt = System.nanoTime();

        private Open(HttpServerResponse response, ApiBody.Feed feed, BooleanSupplier admitted) {
            this.admitted = admitted;
            this.response = response;
            this.feed = feed;
            this.after = feed.after();
        }

        private void say(String text) {
            spokeAt = System.nanoTime();
            response.write(text);
        }
    }

    boolean hasRoom() {
        return open.size() < most;
    }

    /**
     * @param admitted whether who asked may still have it
     */
    void open(HttpServerResponse response, ApiBody.Feed feed, BooleanSupplier admitted) {
        Open one = new Open(response, feed, admitted);
        response.setChunked(true);
        response.closeHandler(gone -> open.remove(one));
        response.exceptionHandler(gone -> open.remove(one));
        one.say(ServerSentEvents.BEGINNING);
        open.add(one);
        look();
    }

    void close() {
        vertx.cancelTimer(timer);
        open.forEach(one -> one.response.end());
        open.clear();
    }

    private void look() {
        if (looking || open.isEmpty()) {
            return;
        }
        looking = true;
        vertx.executeBlocking(
                        () -> {
                            Map<Long, List<Change>> seen = new HashMap<>();
                            open.forEach(one -> tell(one, seen));
                            return null;
                        },
                        true)
                .onComplete(done -> {
                    looking = false;
                    if (done.failed()) {
                        LOG.debug("the catalog does not answer; feeds wait", done.cause());
                    }
                });
    }

    /** A client that takes nothing is left alone; it gets what it missed when it reads again, or is cut off for being idle. */
    private void tell(Open one, Map<Long, List<Change>> seen) {
        if (one.response.closed()) {
            open.remove(one);
            return;
        }
        if (!one.admitted.getAsBoolean()) {
            open.remove(one);
            one.response.end();
            return;
        }
        if (one.response.writeQueueFull()) {
            return;
        }
        long last = one.feed.last().getAsLong();
        if (last < one.after) {
            one.after = last;
            one.say(ServerSentEvents.reset(last));
            return;
        }
        if (last > one.after) {
            List<Change> changes =
                    seen.computeIfAbsent(one.after, after -> one.feed.source().apply(after));
            changes.forEach(change -> one.say(ServerSentEvents.of(change)));
            one.after =
                    changes.isEmpty() ? last : changes.get(changes.size() - 1).sequence();
        } else if (System.nanoTime() - one.spokeAt > silenceMillis * 1_000_000) {
            one.say(ServerSentEvents.SILENCE);
        }
    }
}

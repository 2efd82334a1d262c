package io.runfolio.http;

import io.runfolio.api.ApiBody;
import io.runfolio.api.FeedEvent;
import io.runfolio.api.FeedSource;
import io.runfolio.files.RunfolioException;
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

/**
 * Open streams of events.
 *
 * <p>One read of a source serves all of its streams, and no thread is blocked.
 */
final class SseStreams {
    private static final Logger LOG = LoggerFactory.getLogger(SseStreams.class);
    private static final long POLL_MILLIS = 250;
    private static final long MAX_SILENCE_MILLIS = 15_000;

    /** Time after which the client of a silent stream is authorized again, which may cost a query. */
    private static final long RECHECK_NANOS = 1_000_000_000;

    private final Vertx vertx;
    private final int max;
    private final long silenceMillis;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final long timer;
    private volatile boolean polling;

    SseStreams(Vertx vertx, HttpSettings settings) {
        this.vertx = vertx;
        this.max = settings.maxFeeds();
        this.silenceMillis = Math.min(MAX_SILENCE_MILLIS, settings.idleTimeout().toMillis() / 2);
        this.timer = vertx.setPeriodic(POLL_MILLIS, tick -> poll());
    }

    /** A client's stream. */
    private static final class Stream {
        private final HttpServerResponse response;
        private final ApiBody.Feed feed;
        private final BooleanSupplier admitted;
        private volatile long after;
        private volatile long lastSent = System.nanoTime();
        private volatile long checkedAt = lastSent;

        private Stream(HttpServerResponse response, ApiBody.Feed feed, BooleanSupplier admitted) {
            this.admitted = admitted;
            this.response = response;
            this.feed = feed;
            this.after = feed.after();
        }

        /** Returns whether the client is still authorized. That is checked before events, else once a second. */
        private boolean isAdmitted(boolean hasEvents) {
            long now = System.nanoTime();
            if (!hasEvents && now - checkedAt < RECHECK_NANOS) {
                return true;
            }
            boolean isAdmitted = admitted.getAsBoolean();
            checkedAt = now;
            return isAdmitted;
        }

        private void send(String text) {
            lastSent = System.nanoTime();
            response.write(text);
        }
    }

    boolean hasRoom() {
        return open.size() < max;
    }

    /** @param admitted whether the client is still authorized */
    void open(HttpServerResponse response, ApiBody.Feed feed, BooleanSupplier admitted) {
        Stream one = new Stream(response, feed, admitted);
        response.setChunked(true);
        response.closeHandler(gone -> open.remove(one));
        response.exceptionHandler(gone -> open.remove(one));
        one.send(ServerSentEvents.RETRY);
        feed.first().forEach(event -> one.send(ServerSentEvents.of(event)));
        open.add(one);
        poll();
    }

    void close() {
        vertx.cancelTimer(timer);
        open.forEach(one -> one.response.end());
        open.clear();
    }

    private void poll() {
        if (polling || open.isEmpty()) {
            return;
        }
        polling = true;
        vertx.executeBlocking(
                        () -> {
                            Map<Position, List<FeedEvent>> seen = new HashMap<>();
                            open.forEach(one -> sendSafely(one, seen));
                            return null;
                        },
                        true)
                .onComplete(done -> {
                    polling = false;
                    if (done.failed()) {
                        LOG.debug("streams are delayed", done.cause());
                    }
                });
    }

    /** One source that fails delays its own streams only. */
    private void sendSafely(Stream one, Map<Position, List<FeedEvent>> seen) {
        try {
            sendEvents(one, seen);
        } catch (RunfolioException e) {
            LOG.debug("a stream is delayed, as its source is not available", e);
        }
    }

    /** Position at which a stream continues. */
    private record Position(FeedSource source, long after) {}

    /**
     * Sends events to one client.
     *
     * <p>A client that does not read gets them later, or is closed by the timeout.
     */
    private void sendEvents(Stream one, Map<Position, List<FeedEvent>> seen) {
        if (one.response.closed()) {
            open.remove(one);
            return;
        }
        FeedSource source = one.feed.source();
        boolean ended = source.hasEnded(); // before the last number is read, so that no event is left out
        long last = source.last();
        if (!one.isAdmitted(last != one.after)) {
            open.remove(one);
            one.response.end();
            return;
        }
        if (one.response.writeQueueFull()) {
            return;
        }
        if (last < one.after) {
            one.after = last;
            one.send(ServerSentEvents.reset(last));
            return;
        }
        if (last > one.after) {
            List<FeedEvent> events =
                    seen.computeIfAbsent(new Position(source, one.after), position -> source.after(position.after()));
            events.forEach(event -> one.send(ServerSentEvents.of(event)));
            one.after = events.isEmpty() ? last : events.get(events.size() - 1).id();
        }
        if (ended && one.after >= last) {
            open.remove(one);
            one.response.end();
        } else if (System.nanoTime() - one.lastSent > silenceMillis * 1_000_000) {
            one.send(ServerSentEvents.KEEP_ALIVE);
        }
    }
}

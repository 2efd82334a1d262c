package io.runfolio.flow.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Ends connections that say too little: a byte now and then keeps one from being idle, but a request must come, and its body must end, in good time. */
final class Patience {
    /** A body is bounded, so a client that sends it at all has sent it by then. */
    private static final int BODY_TIMES = 4;

    private final Vertx vertx;
    private final long millis;
    private final Map<HttpConnection, Long> strangers = new ConcurrentHashMap<>();

    Patience(Vertx vertx, Duration idle) {
        this.vertx = vertx;
        this.millis = Math.max(1, idle.toMillis());
    }

    void met(HttpConnection connection) {
        strangers.put(connection, vertx.setTimer(millis, expired -> {
            if (strangers.remove(connection) != null) {
                connection.close();
            }
        }));
        connection.closeHandler(closed -> heard(connection));
    }

    void heard(HttpConnection connection) {
        Long timer = strangers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /** Returns the timer that ends the connection unless it is cancelled. */
    long expectBody(HttpServerRequest request) {
        return vertx.setTimer(
                millis * BODY_TIMES, expired -> request.connection().close());
    }
}

package io.runfolio.flow.http;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Doorkeeper;
import io.runfolio.api.Failures;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers: files by the system's own way from file to socket, zips as they are made, feeds as things happen. */
final class AnswerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    private final Vertx vertx;
    private final HttpSettings settings;
    private final Doorkeeper doorkeeper;
    private final Failures failures;
    private final Feeds feeds;

    AnswerWriter(Vertx vertx, HttpSettings settings, Doorkeeper doorkeeper, Failures failures) {
        this.vertx = vertx;
        this.settings = settings;
        this.doorkeeper = doorkeeper;
        this.failures = failures;
        this.feeds = new Feeds(vertx, settings);
    }

    void close() {
        feeds.close();
    }

    /** Answers a request whose body is not wanted, and ends the connection after it: what is still to come is not read. */
    void refuse(HttpServerRequest request, Map<String, String> asked, ApiResponse answer) {
        boolean more = !asked.getOrDefault("content-length", "0").equals("0") || asked.containsKey("transfer-encoding");
        write(request, asked, more ? answer.with("Connection", "close") : answer);
        if (more) {
            // a client that still sends would lose the answer if the socket were closed at once
            request.resume();
            vertx.setTimer(1000, late -> request.connection().close());
        }
    }

    void preflight(HttpServerRequest request, Map<String, String> asked) {
        write(
                request,
                asked,
                ApiResponse.empty(204)
                        .with("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE")
                        .with(
                                "Access-Control-Allow-Headers",
                                "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Range, Last-Event-ID")
                        .with("Access-Control-Max-Age", "600"));
    }

    void write(HttpServerRequest request, Map<String, String> asked, ApiResponse answer) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            finish(answer.body());
            return;
        }
        boolean head = request.method().name().equals("HEAD");
        if (answer.body() instanceof ApiBody.Feed && !head && !feeds.hasRoom()) {
            write(
                    request,
                    asked,
                    failures.answer(new ApiException(
                            429, "too_many_feeds", "As many feeds as allowed are open; try again soon.")));
            return;
        }
        response.setStatusCode(answer.status());
        protections(response, doorkeeper.foreignOrigin(asked));
        answer.headers().forEach(response::putHeader);
        response.exceptionHandler(broken -> LOG.debug("a client went away: {}", broken.toString()));
        body(response, answer, head);
    }

    private void body(HttpServerResponse response, ApiResponse answer, boolean head) {
        ApiBody body = answer.body();
        if (body instanceof ApiBody.Bytes bytes) {
            response.putHeader("Content-Length", String.valueOf(bytes.bytes().length));
            end(response, head ? Buffer.buffer() : Buffer.buffer(bytes.bytes()));
        } else if (body instanceof ApiBody.FilePart part) {
            response.putHeader("Content-Length", String.valueOf(part.length()));
            file(response, part, head);
        } else if (head || body instanceof ApiBody.None) {
            if (answer.status() != 204 && answer.status() != 304 && !head) {
                response.putHeader("Content-Length", "0");
            }
            finish(body);
            response.end();
        } else if (body instanceof ApiBody.Streamed streamed) {
            stream(response, streamed);
        } else if (body instanceof ApiBody.Feed feed) {
            feeds.open(response, feed);
        }
    }

    private static void end(HttpServerResponse response, Buffer bytes) {
        if (bytes.length() == 0) {
            response.end();
        } else {
            response.end(bytes);
        }
    }

    private void file(HttpServerResponse response, ApiBody.FilePart part, boolean head) {
        if (head || part.length() == 0) {
            response.end();
            return;
        }
        response.sendFile(part.file().toString(), part.offset(), part.length()).onFailure(failure -> {
            LOG.debug("{} was not sent whole: {}", part.file().getFileName(), failure.toString());
            response.reset();
        });
    }

    private void stream(HttpServerResponse response, ApiBody.Streamed streamed) {
        response.setChunked(true);
        vertx.executeBlocking(
                        () -> {
                            try (ResponseStream out = new ResponseStream(response, settings.idleTimeout())) {
                                streamed.writer().write(out);
                                out.finish();
                            } finally {
                                streamed.done().run();
                            }
                            return null;
                        },
                        false)
                .onFailure(failure -> {
                    LOG.warn("an export was not sent whole: {}", failure.toString());
                    // cut off without the last chunk, so that nobody takes it for whole
                    response.reset();
                });
    }

    private static void finish(ApiBody body) {
        if (body instanceof ApiBody.Streamed streamed) {
            streamed.done().run();
        }
    }

    private static void protections(HttpServerResponse response, Optional<String> foreign) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", foreign.isPresent() ? "cross-origin" : "same-origin")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        foreign.ifPresent(origin -> response.putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Access-Control-Expose-Headers", "ETag, Content-Range, Content-Disposition, Retry-After")
                .putHeader("Vary", "Origin"));
    }
}

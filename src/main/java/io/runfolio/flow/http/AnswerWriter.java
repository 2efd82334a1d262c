package io.runfolio.flow.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers: files by the system's own way from file to socket, zips as they are made, feeds as things happen. */
final class AnswerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    /** Shorter answers are not counted against the memory budget, so that it can always be said that it is used up. */
    private static final int MIN_COUNTED = 4 << 10;

    private final Vertx vertx;
    private final HttpSettings settings;
    private final Doorkeeper doorkeeper;
    private final Failures failures;
    private final Feeds feeds;
    private final MemoryBudget memory;

    AnswerWriter(Vertx vertx, HttpSettings settings, Doorkeeper doorkeeper, Failures failures, MemoryBudget memory) {
        this.vertx = vertx;
        this.settings = settings;
        this.doorkeeper = doorkeeper;
        this.failures = failures;
        this.feeds = new Feeds(vertx, settings);
        this.memory = memory;
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
                                "Authorization, Content-Type, Idempotency-Key, ce-id, ce-source, ce-specversion, ce-type, ce-time, "
                                        + "If-Match, If-None-Match, Range, Last-Event-ID")
                        .with("Access-Control-Max-Age", "600"));
    }

    /** Sends an answer; one that cannot be sent becomes an error, as a client would wait for ever. */
    void write(HttpServerRequest request, Map<String, String> asked, ApiResponse answer) {
        try {
            send(request, asked, answer);
        } catch (RuntimeException e) {
            finish(answer.body());
            if (request.response().headWritten()) {
                request.connection().close();
            } else {
                request.response().headers().clear();
                send(request, asked, failures.answer(e));
            }
        }
    }

    private void send(HttpServerRequest request, Map<String, String> asked, ApiResponse answer) {
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
        boolean held = !head && answer.body() instanceof ApiBody.Bytes bytes && bytes.bytes().length > MIN_COUNTED;
        if (held && !memory.take(length(answer))) {
            write(request, asked, failures.answer(MemoryBudget.exhausted()));
            return;
        }
        response.setStatusCode(answer.status());
        protections(doorkeeper.foreignOrigin(asked)).forEach(response::putHeader);
        answer.headers().forEach(response::putHeader);
        response.exceptionHandler(broken -> LOG.debug("a client went away: {}", broken.toString()));
        body(response, asked, answer, head, held);
    }

    private void body(
            HttpServerResponse response, Map<String, String> asked, ApiResponse answer, boolean head, boolean held) {
        ApiBody body = answer.body();
        if (body instanceof ApiBody.Bytes bytes) {
            response.putHeader("Content-Length", String.valueOf(bytes.bytes().length));
            end(response, head ? Buffer.buffer() : Buffer.buffer(bytes.bytes()), held ? length(answer) : 0);
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
            feeds.open(response, feed, () -> doorkeeper.stillAdmits(asked));
        }
    }

    private static long length(ApiResponse answer) {
        return answer.body() instanceof ApiBody.Bytes bytes ? bytes.bytes().length : 0;
    }

    private void end(HttpServerResponse response, Buffer bytes, long held) {
        var sent = bytes.length() > 0 ? response.end(bytes) : response.end();
        sent.onComplete(done -> memory.giveBack(held));
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

    /** Returns the answer to what is no request that could be handed on; the connection ends with it. */
    FullHttpResponse refusal(ApiResponse answer) {
        byte[] bytes = answer.body() instanceof ApiBody.Bytes body ? body.bytes() : new byte[0];
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(bytes));
        protections(Optional.empty())
                .forEach((name, value) -> response.headers().set(name, value));
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        response.headers().set("Content-Length", bytes.length).set("Connection", "close");
        return response;
    }

    private static Map<String, String> protections(Optional<String> foreign) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", foreign.isPresent() ? "cross-origin" : "same-origin");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        foreign.ifPresent(origin -> {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Expose-Headers", "ETag, Content-Range, Content-Disposition, Retry-After");
            headers.put("Vary", "Origin");
        });
        return headers;
    }
}

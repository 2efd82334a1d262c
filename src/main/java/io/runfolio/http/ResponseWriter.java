package io.runfolio.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.ExceptionMapper;
import io.runfolio.api.ProblemDetails;
import io.runfolio.api.security.RequestGuard;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes responses: bytes, files by zero-copy, streams and server-sent events. */
final class ResponseWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);

    /** Shorter responses are not counted, so that the error for an exhausted budget can always be sent. */
    private static final int MIN_RESERVED_BYTES = 4 << 10;

    /** Starts no checks while a response is sent. */
    private static final Supplier<Runnable> UNWATCHED = () -> () -> {};

    /** Time between two checks of the condition of a response that is being sent. */
    private static final long WATCH_MILLIS = 1000;

    private final Vertx vertx;
    private final HttpSettings settings;
    private final RequestGuard requestGuard;
    private final ExceptionMapper exceptionMapper;
    private final SseStreams sseStreams;
    private final MemoryBudget memory;

    ResponseWriter(
            Vertx vertx,
            HttpSettings settings,
            RequestGuard requestGuard,
            ExceptionMapper exceptionMapper,
            MemoryBudget memory) {
        this.vertx = vertx;
        this.settings = settings;
        this.requestGuard = requestGuard;
        this.exceptionMapper = exceptionMapper;
        this.sseStreams = new SseStreams(vertx, settings);
        this.memory = memory;
    }

    void close() {
        sseStreams.close();
    }

    /** Responds to a request whose body is not needed, and closes the connection. */
    void refuse(HttpServerRequest request, Map<String, String> requestHeaders, ApiResponse apiResponse) {
        boolean more = !requestHeaders.getOrDefault("content-length", "0").equals("0")
                || requestHeaders.containsKey("transfer-encoding");
        write(request, requestHeaders, more ? apiResponse.with("Connection", "close") : apiResponse);
        if (more) {
            // a client that is still sending would lose the response if the socket were closed at once
            request.resume();
            vertx.setTimer(1000, late -> request.connection().close());
        }
    }

    void preflight(HttpServerRequest request, Map<String, String> requestHeaders) {
        write(
                request,
                requestHeaders,
                ApiResponse.empty(204)
                        .with("Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE")
                        .with(
                                "Access-Control-Allow-Headers",
                                "Authorization, Content-Type, Idempotency-Key, ce-id, ce-source, "
                                        + "ce-specversion, ce-type, ce-time, "
                                        + "If-Match, If-None-Match, Range, Last-Event-ID, "
                                        + "Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, "
                                        + "Upload-Checksum, X-HTTP-Method-Override, MCP-Protocol-Version")
                        .with("Access-Control-Max-Age", "600"));
    }

    /** Writes a response; if that fails, writes an error, as a client would wait forever. */
    void write(HttpServerRequest request, Map<String, String> requestHeaders, ApiResponse apiResponse) {
        if (apiResponse.body() instanceof ApiBody.Watched watched) {
            writeWatched(request, requestHeaders, apiResponse, watched);
            return;
        }
        write(request, requestHeaders, apiResponse, UNWATCHED);
    }

    private void write(
            HttpServerRequest request,
            Map<String, String> requestHeaders,
            ApiResponse apiResponse,
            Supplier<Runnable> watch) {
        try {
            send(request, requestHeaders, apiResponse, watch);
        } catch (RuntimeException e) {
            finish(apiResponse.body());
            if (request.response().headWritten()) {
                request.connection().close();
            } else {
                request.response().headers().clear();
                send(request, requestHeaders, exceptionMapper.toResponse(e), UNWATCHED);
            }
        }
    }

    /** Checks the condition before the first byte. It may have changed since the response was created. */
    private void writeWatched(
            HttpServerRequest request,
            Map<String, String> requestHeaders,
            ApiResponse apiResponse,
            ApiBody.Watched watched) {
        ApiResponse plain = new ApiResponse(apiResponse.status(), apiResponse.headers(), watched.body());
        if (request.method().name().equals("HEAD")) {
            write(request, requestHeaders, plain);
            return;
        }
        vertx.executeBlocking(
                        () -> {
                            boolean isAllowed = watched.isAllowed().getAsBoolean();
                            if (isAllowed) {
                                watched.onSend().run();
                            }
                            return isAllowed;
                        },
                        false)
                .onFailure(failure -> write(request, requestHeaders, exceptionMapper.toResponse(failure)))
                .onSuccess(isAllowed -> {
                    if (!isAllowed) {
                        write(
                                request,
                                requestHeaders,
                                ProblemDetails.response(410, "access_ended", "Access has ended."));
                        return;
                    }
                    write(request, requestHeaders, plain, () -> closeWhenRefused(request, watched.isAllowed()));
                });
    }

    /** Closes the connection when the condition fails; returns what ends the checks. */
    private Runnable closeWhenRefused(HttpServerRequest request, BooleanSupplier isAllowed) {
        long timer = vertx.setPeriodic(WATCH_MILLIS, tick -> vertx.executeBlocking(isAllowed::getAsBoolean, false)
                .onSuccess(allowed -> {
                    if (!allowed) {
                        request.connection().close();
                    }
                }));
        return () -> vertx.cancelTimer(timer);
    }

    private void send(
            HttpServerRequest request,
            Map<String, String> requestHeaders,
            ApiResponse apiResponse,
            Supplier<Runnable> watch) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            finish(apiResponse.body());
            return;
        }
        boolean head = request.method().name().equals("HEAD");
        if (apiResponse.body() instanceof ApiBody.Feed && !head && !sseStreams.hasRoom()) {
            write(
                    request,
                    requestHeaders,
                    exceptionMapper.toResponse(new ApiException(
                            429, "too_many_feeds", "The maximum number of feeds is open: try again soon.")));
            return;
        }
        boolean isReserved =
                !head && apiResponse.body() instanceof ApiBody.Bytes bytes && bytes.bytes().length > MIN_RESERVED_BYTES;
        if (isReserved && !memory.tryReserve(length(apiResponse))) {
            write(request, requestHeaders, exceptionMapper.toResponse(MemoryBudget.exhausted()));
            return;
        }
        response.setStatusCode(apiResponse.status());
        protections(requestGuard.allowedOrigin(requestHeaders)).forEach(response::putHeader);
        apiResponse.headers().forEach(response::putHeader);
        response.exceptionHandler(broken -> LOG.debug("a client closed the connection: {}", broken.toString()));
        body(response, requestHeaders, apiResponse, head, isReserved, watch);
    }

    private void body(
            HttpServerResponse response,
            Map<String, String> requestHeaders,
            ApiResponse apiResponse,
            boolean head,
            boolean isReserved,
            Supplier<Runnable> watch) {
        ApiBody body = apiResponse.body();
        if (body instanceof ApiBody.Bytes bytes) {
            response.putHeader("Content-Length", String.valueOf(bytes.bytes().length));
            end(response, head ? Buffer.buffer() : Buffer.buffer(bytes.bytes()), isReserved ? length(apiResponse) : 0);
        } else if (body instanceof ApiBody.FilePart part) {
            response.putHeader("Content-Length", String.valueOf(part.length()));
            file(response, part, head, watch);
        } else if (head || body instanceof ApiBody.None) {
            if (apiResponse.status() != 204 && apiResponse.status() != 304 && !head) {
                response.putHeader("Content-Length", "0");
            }
            finish(body);
            response.end();
        } else if (body instanceof ApiBody.Streamed streamed) {
            stream(response, streamed);
        } else if (body instanceof ApiBody.Feed feed) {
            sseStreams.open(response, feed, () -> requestGuard.isStillAuthorized(requestHeaders));
        }
    }

    private static long length(ApiResponse apiResponse) {
        return apiResponse.body() instanceof ApiBody.Bytes bytes ? bytes.bytes().length : 0;
    }

    private void end(HttpServerResponse response, Buffer bytes, long reserved) {
        var sent = bytes.length() > 0 ? response.end(bytes) : response.end();
        sent.onComplete(done -> memory.release(reserved));
    }

    private void file(HttpServerResponse response, ApiBody.FilePart part, boolean head, Supplier<Runnable> watch) {
        if (head || part.length() == 0) {
            response.end();
            return;
        }
        Runnable sent = watch.get();
        response.sendFile(part.file().toString(), part.offset(), part.length())
                .onComplete(done -> sent.run())
                .onFailure(failure -> {
                    LOG.debug("{} was not sent completely: {}", part.file().getFileName(), failure.toString());
                    response.reset();
                });
    }

    private void stream(HttpServerResponse response, ApiBody.Streamed streamed) {
        response.setChunked(true);
        vertx.executeBlocking(
                        () -> {
                            try (ResponseOutputStream out =
                                    new ResponseOutputStream(response, settings.idleTimeout())) {
                                streamed.writer().write(out);
                                out.finish();
                            } finally {
                                streamed.done().run();
                            }
                            return null;
                        },
                        false)
                .onFailure(failure -> {
                    LOG.warn("an export was not sent completely: {}", failure.toString());
                    // without the last chunk, clients recognize it as incomplete
                    response.reset();
                });
    }

    private static void finish(ApiBody body) {
        if (body instanceof ApiBody.Streamed streamed) {
            streamed.done().run();
        }
    }

    /** Returns the response to a request that was not decoded; the connection is closed after it. */
    FullHttpResponse refusal(ApiResponse apiResponse) {
        byte[] bytes = apiResponse.body() instanceof ApiBody.Bytes body ? body.bytes() : new byte[0];
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(apiResponse.status()), Unpooled.wrappedBuffer(bytes));
        protections(Optional.empty())
                .forEach((name, value) -> response.headers().set(name, value));
        apiResponse.headers().forEach((name, value) -> response.headers().set(name, value));
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
            headers.put(
                    "Access-Control-Expose-Headers",
                    "ETag, Content-Range, Content-Disposition, Retry-After, Location, Tus-Resumable, Tus-Version, "
                            + "Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, Upload-Length, "
                            + "Upload-Expires, Upload-Metadata");
            headers.put("Vary", "Origin");
        });
        return headers;
    }
}

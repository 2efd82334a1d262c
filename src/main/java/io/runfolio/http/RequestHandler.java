package io.runfolio.http;

import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Caller;
import io.runfolio.api.ExceptionMapper;
import io.runfolio.api.security.BodyRules;
import io.runfolio.api.security.RequestGuard;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Authorizes requests, reads their bodies within limits, and sends the responses. */
final class RequestHandler implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private static final Set<String> OVERRIDES = Set.of("PATCH", "DELETE");
    private static final String UPLOADS = "/v1/uploads/";

    private final Vertx vertx;
    private final HttpSettings settings;
    private final RequestGuard requestGuard;
    private final ExceptionMapper exceptionMapper;
    private final MemoryBudget memory;
    private final ResponseWriter writer;
    private final Routes routes;
    private final StreamedRequests streams;

    /** The routes that create the responses. */
    @FunctionalInterface
    interface Routes {
        /** Blocks until the response is there. */
        ApiResponse respond(ApiRequest request, String path) throws Exception;
    }

    /**
     * @param memory for the bodies of requests
     * @param routes called on worker threads
     * @param maxUploads requests whose bodies are read as streams at once
     */
    RequestHandler(
            Vertx vertx,
            HttpSettings settings,
            RequestGuard requestGuard,
            ExceptionMapper exceptionMapper,
            MemoryBudget memory,
            ResponseWriter writer,
            Routes routes,
            int maxUploads) {
        this.vertx = vertx;
        this.settings = settings;
        this.requestGuard = requestGuard;
        this.exceptionMapper = exceptionMapper;
        this.memory = memory;
        this.writer = writer;
        this.routes = routes;
        this.streams = new StreamedRequests(vertx, exceptionMapper, writer, routes, maxUploads);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Map<String, String> headers = headers(request);
        String remote = request.remoteAddress().hostAddress();
        if (!settings.isTrustedProxy(remote)) {
            headers.remove("x-forwarded-proto");
        }
        headers.put(
                "x-forwarded-for",
                ClientAddress.of(remote, headers.getOrDefault("x-forwarded-for", ""), settings::isTrustedProxy));
        String path = ApiRequest.canonical(request.path() == null ? "" : request.path());
        String method = method(request.method().name(), path, headers);
        request.exceptionHandler(broken -> LOG.debug("a client closed the connection: {}", broken.toString()));
        Caller caller;
        try {
            if (isPreflight(request.method().name(), headers)) {
                writer.preflight(request, headers);
                return;
            }
            if (requestGuard.mayWait(method, headers)) {
                authorizeOnWorker(request, headers, method, path);
                return;
            }
            caller = requestGuard.authorize(method, path, headers);
        } catch (RuntimeException refused) {
            writer.refuse(request, headers, exceptionMapper.toResponse(refused));
            return;
        }
        proceed(request, headers, method, path, caller);
    }

    /** The body waits until it is known who sends it. */
    private void authorizeOnWorker(HttpServerRequest request, Map<String, String> headers, String method, String path) {
        request.pause();
        vertx.executeBlocking(() -> requestGuard.authorize(method, path, headers), false)
                .onSuccess(caller -> {
                    proceed(request, headers, method, path, caller);
                    request.resume();
                })
                .onFailure(refused -> {
                    writer.refuse(request, headers, exceptionMapper.toResponse(refused));
                    request.resume();
                });
    }

    private void proceed(
            HttpServerRequest request, Map<String, String> headers, String method, String path, Caller caller) {
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
        if (requestGuard.bodyRules().isStreamed(method, path.toLowerCase(Locale.ROOT), headers)) {
            streams.respond(
                    request, headers, path, body -> ApiRequest.streamed(method, request.uri(), headers, body, caller));
        } else if (method.equals("GET")) {
            respond(request, headers, method, path, Buffer.buffer(), caller, () -> {});
        } else {
            readBody(request, headers, method, path, caller);
        }
    }

    /**
     * Returns the method to route by. The tus protocol allows to send PATCH and DELETE as POST, and asks for the
     * options of uploads, which Camel does not route.
     */
    private static String method(String sent, String path, Map<String, String> headers) {
        String other = headers.getOrDefault("x-http-method-override", "");
        if (sent.equals("POST")
                && OVERRIDES.contains(other)
                && path.regionMatches(true, 0, UPLOADS, 0, UPLOADS.length())) {
            return other;
        }
        boolean isOptions = sent.equals("OPTIONS") && path.equalsIgnoreCase("/v1/uploads");
        return isOptions || sent.equals("HEAD") ? "GET" : sent;
    }

    private boolean isPreflight(String method, Map<String, String> headers) {
        return method.equals("OPTIONS")
                && headers.containsKey("access-control-request-method")
                && requestGuard.allowedOrigin(headers).isPresent();
    }

    /** Reads a body; a chunked one has no length, so its bytes are counted. */
    private void readBody(
            HttpServerRequest request, Map<String, String> headers, String method, String path, Caller caller) {
        Buffer body = Buffer.buffer();
        AtomicLong held = new AtomicLong();
        long limit = requestGuard.bodyRules().maxBytes(path.toLowerCase(Locale.ROOT));
        Runnable release = () -> memory.release(held.getAndSet(0));
        request.connection().closeHandler(closed -> release.run());
        request.handler(chunk -> {
            boolean fits = body.length() + (long) chunk.length() <= limit;
            if (fits && memory.tryReserve(chunk.length())) {
                held.addAndGet(chunk.length());
                body.appendBuffer(chunk);
            } else if (!request.response().headWritten()) {
                release.run();
                request.handler(null).endHandler(null);
                writer.refuse(
                        request,
                        headers,
                        exceptionMapper.toResponse(fits ? MemoryBudget.exhausted() : BodyRules.tooLarge(limit)));
            }
        });
        request.endHandler(end -> {
            request.connection().closeHandler(null);
            respond(request, headers, method, path, body, caller, release);
        });
    }

    private void respond(
            HttpServerRequest request,
            Map<String, String> headers,
            String method,
            String path,
            Buffer body,
            Caller caller,
            Runnable done) {
        ApiRequest apiRequest = ApiRequest.of(method, request.uri(), headers, body.getBytes(), caller)
                .sentAs(request.method().name());
        vertx.executeBlocking(() -> routes.respond(apiRequest, path), false)
                .onComplete(finished -> done.run())
                .onSuccess(response -> writer.write(request, headers, response))
                .onFailure(failure -> writer.write(request, headers, exceptionMapper.toResponse(failure)));
    }

    private static Map<String, String> headers(HttpServerRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue(),
                        (one, other) -> one + ", " + other));
        return headers;
    }
}

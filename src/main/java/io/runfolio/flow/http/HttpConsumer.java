package io.runfolio.flow.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Caller;
import io.runfolio.api.Doorkeeper;
import io.runfolio.api.Failures;
import io.runfolio.api.ListeningRefusedException;
import io.runfolio.api.Problems;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, lets requests in, and sends each through the routes as an {@link ApiRequest}; what comes back is an {@link ApiResponse}. */
final class HttpConsumer extends DefaultConsumer implements PlatformHttpConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConsumer.class);
    private static final int MOST_LINE_BYTES = 64 << 10;
    private static final int MOST_HEADER_BYTES = 32 << 10;
    private static final int MIN_READ_BYTES = 1 << 10;
    private static final int MAX_READ_BYTES = 16 << 10;
    private static final int WORKERS = 24;
    private static final long STOP_SECONDS = 10;

    private final HttpSettings settings;
    private final Doorkeeper doorkeeper;
    private final Failures failures;
    private final IntConsumer taken;
    private Vertx vertx;
    private HttpServer server;
    private ConnectionLimits limits;
    private MemoryBudget memory;
    private AnswerWriter writer;

    HttpConsumer(
            PlatformHttpEndpoint endpoint,
            Processor processor,
            HttpSettings settings,
            Doorkeeper doorkeeper,
            Failures failures,
            IntConsumer taken) {
        super(endpoint, processor);
        this.settings = settings;
        this.doorkeeper = doorkeeper;
        this.failures = failures;
        this.taken = taken;
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        vertx = new VertxBuilder(new VertxOptions()
                        .setWorkerPoolSize(WORKERS + settings.maxExports())
                        .setMaxWorkerExecuteTime(1)
                        .setMaxWorkerExecuteTimeUnit(TimeUnit.DAYS)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setClassPathResolvingEnabled(false)
                                .setFileCachingEnabled(false)))
                .findTransport(new BoundedAccept(() -> limits.max()))
                .init()
                .vertx();
        limits = ConnectionLimits.of(settings);
        memory = MemoryBudget.of(settings.maxBufferedBytes(), settings.maxBodyBytes());
        writer = new AnswerWriter(vertx, settings, doorkeeper, failures, memory);
        HttpServerOptions options = options();
        server = vertx.createHttpServer(options)
                .connectionHandler(connection -> guard(connection, options))
                .requestHandler(this::handle);
        try {
            server.listen().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new ListeningRefusedException("The API cannot listen on " + settings.host() + ":" + settings.port()
                    + " (" + e.getCause().getMessage() + "): free the port, or set runfolio.http.port to another.");
        }
        taken.accept(server.actualPort());
        LOG.info(
                "the API and the gallery are at http://{}:{}/ with up to {} connections",
                settings.host(),
                server.actualPort(),
                limits.max());
    }

    /** Runs on the event loop before the connection's first byte is read. */
    private void guard(HttpConnection connection, HttpServerOptions options) {
        Channel channel = ((ConnectionBase) connection).channel();
        channel.config().setRecvByteBufAllocator(readInSmallSteps());
        RequestGate gate =
                new RequestGate(options, settings.idleTimeout(), problem -> writer.refusal(failures.answer(problem)));
        channel.pipeline().replace("httpDecoder", "httpDecoder", gate.decoder());
        channel.pipeline().addBefore("handler", "runfolio-gate", gate);
        if (!limits.admit(channel, gate)) {
            gate.turnAway(new ApiException(
                    503, "too_many_connections", "As many connections as allowed are open: try again soon."));
        }
    }

    /** Size of one read, which bounds what waits in memory for a connection whose answer is unsent; bytes. */
    private static AdaptiveRecvByteBufAllocator readInSmallSteps() {
        AdaptiveRecvByteBufAllocator allocator =
                new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, MIN_READ_BYTES, MAX_READ_BYTES);
        allocator.maxMessagesPerRead(1);
        return allocator;
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setMaxInitialLineLength(MOST_LINE_BYTES)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setReuseAddress(true);
    }

    @Override
    protected void doStop() throws Exception {
        taken.accept(0);
        if (vertx != null) {
            writer.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            vertx = null;
        }
        super.doStop();
    }

    private void handle(HttpServerRequest request) {
        Map<String, String> headers = headers(request);
        if (!settings.isTrustedProxy(request.remoteAddress().hostAddress())) {
            headers.remove("x-forwarded-proto");
        }
        String method = request.method().name().equals("HEAD")
                ? "GET"
                : request.method().name();
        String path = ApiRequest.canonical(request.path() == null ? "" : request.path());
        request.exceptionHandler(broken -> LOG.debug("a client went away: {}", broken.toString()));
        Caller caller;
        try {
            if (isPreflight(method, headers)) {
                writer.preflight(request, headers);
                return;
            }
            caller = doorkeeper.admit(method, path, headers);
        } catch (RuntimeException refused) {
            writer.refuse(request, headers, failures.answer(refused));
            return;
        }
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
        if (method.equals("GET")) {
            answer(request, headers, method, path, Buffer.buffer(), caller, () -> {});
        } else {
            readBody(request, headers, method, path, caller);
        }
    }

    private boolean isPreflight(String method, Map<String, String> headers) {
        return method.equals("OPTIONS")
                && headers.containsKey("access-control-request-method")
                && doorkeeper.foreignOrigin(headers).isPresent();
    }

    /** A body may not say how long it is, so its bytes are counted as they come. */
    private void readBody(
            HttpServerRequest request, Map<String, String> headers, String method, String path, Caller caller) {
        Buffer body = Buffer.buffer();
        AtomicLong held = new AtomicLong();
        Runnable release = () -> memory.giveBack(held.getAndSet(0));
        request.connection().closeHandler(closed -> release.run());
        request.handler(chunk -> {
            boolean fits = body.length() + (long) chunk.length() <= settings.maxBodyBytes();
            if (fits && memory.take(chunk.length())) {
                held.addAndGet(chunk.length());
                body.appendBuffer(chunk);
            } else if (!request.response().headWritten()) {
                release.run();
                request.handler(null).endHandler(null);
                writer.refuse(
                        request,
                        headers,
                        failures.answer(
                                fits ? MemoryBudget.exhausted() : Doorkeeper.tooLarge(settings.maxBodyBytes())));
            }
        });
        request.endHandler(end -> {
            request.connection().closeHandler(null);
            answer(request, headers, method, path, body, caller, release);
        });
    }

    private void answer(
            HttpServerRequest request,
            Map<String, String> headers,
            String method,
            String path,
            Buffer body,
            Caller caller,
            Runnable done) {
        ApiRequest asked = ApiRequest.of(method, request.uri(), headers, body.getBytes(), caller);
        vertx.executeBlocking(() -> throughRoutes(asked, path), false)
                .onComplete(answered -> done.run())
                .onSuccess(answer -> writer.write(request, headers, answer))
                .onFailure(failure -> writer.write(request, headers, failures.answer(failure)));
    }

    private ApiResponse throughRoutes(ApiRequest request, String path) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setBody(request);
            exchange.getIn().setHeader(Exchange.HTTP_PATH, path);
            exchange.getIn().setHeader(Exchange.HTTP_METHOD, request.method());
            createUoW(exchange);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                return failures.answer(exchange.getException());
            }
            return exchange.getMessage().getBody() instanceof ApiResponse answer ? answer : unmatched(exchange);
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    /** The contract has no such path, or not with this method. */
    private static ApiResponse unmatched(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 404, Integer.class);
        if (status != 405) {
            return Problems.answer(404, "path_not_found", "There is nothing at this path; /docs shows what there is.");
        }
        String allowed = exchange.getMessage().getHeader("Allow", "", String.class);
        return Problems.answer(
                        405, "method_not_allowed", "This path does not take this method; /docs shows which it takes.")
                .with("Allow", allowed);
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

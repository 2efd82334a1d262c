package io.runfolio.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.ExceptionMapper;
import io.runfolio.api.ProblemDetails;
import io.runfolio.api.security.RequestGuard;
import io.runfolio.api.security.ServerBindException;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the HTTP server and sends each request through the routes. */
final class HttpConsumer extends DefaultConsumer implements PlatformHttpConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConsumer.class);
    private static final int MAX_LINE_BYTES = 64 << 10;
    private static final int MAX_HEADER_BYTES = 32 << 10;
    private static final int MIN_READ_BYTES = 1 << 10;
    private static final int MAX_READ_BYTES = 16 << 10;
    /** Variable of the body's bytes, which routes of JSON operations read. */
    private static final String CONTENT = "content";

    private static final int WORKERS = 24;
    private static final long STOP_SECONDS = 10;

    private final HttpSettings settings;
    private final RequestGuard requestGuard;
    private final ExceptionMapper exceptionMapper;
    private final int maxUploads;
    private final IntConsumer portListener;
    private Vertx vertx;
    private HttpServer server;
    private ConnectionLimiter limits;
    private MemoryBudget memory;
    private ResponseWriter writer;

    HttpConsumer(
            PlatformHttpEndpoint endpoint,
            Processor processor,
            HttpSettings settings,
            RequestGuard requestGuard,
            ExceptionMapper exceptionMapper,
            int maxUploads,
            IntConsumer portListener) {
        super(endpoint, processor);
        this.settings = settings;
        this.requestGuard = requestGuard;
        this.exceptionMapper = exceptionMapper;
        this.maxUploads = maxUploads;
        this.portListener = portListener;
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
                .findTransport(new BoundedAcceptTransport(() -> limits.max()))
                .init()
                .vertx();
        limits = ConnectionLimiter.of(settings);
        memory = MemoryBudget.of(settings.maxBufferedBytes(), settings.maxBodyBytes());
        writer = new ResponseWriter(vertx, settings, requestGuard, exceptionMapper, memory);
        HttpServerOptions options = options();
        server = vertx.createHttpServer(options)
                .connectionHandler(connection -> configure(connection, options))
                .requestHandler(new RequestHandler(
                        vertx, settings, requestGuard, exceptionMapper, memory, writer, this::respond, maxUploads));
        try {
            server.listen().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new ServerBindException("The API cannot listen on " + settings.host() + ":" + settings.port() + " ("
                    + e.getCause().getMessage() + "): free the port, or set runfolio.http.port to another.");
        }
        portListener.accept(server.actualPort());
        LOG.info(
                "the API and the gallery are at http://{}:{}/ with up to {} connections",
                settings.host(),
                server.actualPort(),
                limits.max());
    }

    /** Adds the connection handler; runs on the event loop before the first byte is read. */
    private void configure(HttpConnection connection, HttpServerOptions options) {
        Channel channel = ((ConnectionBase) connection).channel();
        channel.config().setRecvByteBufAllocator(readInSmallSteps());
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        ConnectionHandler handler = new ConnectionHandler(
                options, settings.idleTimeout(), problem -> writer.refusal(exceptionMapper.toResponse(problem)));
        channel.pipeline().replace("httpDecoder", "httpDecoder", handler.decoder());
        channel.pipeline().addBefore("handler", "runfolio-gate", handler);
        if (!limits.admit(channel, handler)) {
            handler.reject(new ApiException(
                    503, "too_many_connections", "The maximum number of connections is open: try again soon."));
        }
    }

    /** Returns an allocator with small reads, to limit the memory of waiting connections. */
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
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setReuseAddress(true);
    }

    @Override
    protected void doStop() throws Exception {
        portListener.accept(0);
        if (vertx != null) {
            writer.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            vertx = null;
        }
        super.doStop();
    }

    private ApiResponse respond(ApiRequest request, String path) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setBody(request);
            exchange.setVariable(CONTENT, request.body());
            exchange.getIn().setHeader(Exchange.HTTP_PATH, path);
            exchange.getIn().setHeader(Exchange.HTTP_METHOD, request.method());
            createUoW(exchange);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                return exceptionMapper.toResponse(exchange.getException());
            }
            return exchange.getMessage().getBody() instanceof ApiResponse response ? response : unmatched(exchange);
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    /** Returns the error for a path, or a method of a path, that is not in the contract. */
    private static ApiResponse unmatched(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 404, Integer.class);
        if (status != 405) {
            return ProblemDetails.response(404, "path_not_found", "Nothing is served at this path: see /docs.");
        }
        String allowed = exchange.getMessage().getHeader("Allow", "", String.class);
        return ProblemDetails.response(405, "method_not_allowed", "This path does not support this method: see /docs.")
                .with("Allow", allowed);
    }
}

package io.runfolio.flow.http;

import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Caller;
import io.runfolio.api.Doorkeeper;
import io.runfolio.api.Failures;
import io.runfolio.api.Problems;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
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
    private static final int WORKERS = 24;
    private static final long STOP_SECONDS = 10;

    private final HttpSettings settings;
    private final Doorkeeper doorkeeper;
    private final Failures failures;
    private final IntConsumer taken;
    private Vertx vertx;
    private HttpServer server;
    private Patience patience;
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
        vertx = Vertx.vertx(new VertxOptions()
                .setWorkerPoolSize(WORKERS + settings.maxExports())
                .setMaxWorkerExecuteTime(1)
                .setMaxWorkerExecuteTimeUnit(TimeUnit.DAYS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        patience = new Patience(vertx, settings.idleTimeout());
        writer = new AnswerWriter(vertx, settings, doorkeeper, failures);
        server = vertx.createHttpServer(options())
                .connectionHandler(patience::met)
                .requestHandler(this::handle);
        try {
            server.listen().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new RuntimeCamelException(
                    "The API cannot listen on " + settings.host() + ":" + settings.port() + " ("
                            + e.getCause().getMessage() + "): free the port, or set runfolio.http.port to another.",
                    e.getCause());
        }
        taken.accept(server.actualPort());
        LOG.info("the API and the gallery are at http://{}:{}/", settings.host(), server.actualPort());
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) Math.min(settings.idleTimeout().toMillis(), Integer.MAX_VALUE))
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
        patience.heard(request.connection());
        Map<String, String> headers = headers(request);
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
            answer(request, headers, method, path, Buffer.buffer(), caller);
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
        long deadline = patience.expectBody(request);
        request.handler(chunk -> {
            if (body.length() + (long) chunk.length() <= settings.maxBodyBytes()) {
                body.appendBuffer(chunk);
            } else if (!request.response().headWritten()) {
                vertx.cancelTimer(deadline);
                request.handler(null).endHandler(null);
                writer.refuse(request, headers, failures.answer(Doorkeeper.tooLarge(settings.maxBodyBytes())));
            }
        });
        request.endHandler(end -> {
            vertx.cancelTimer(deadline);
            answer(request, headers, method, path, body, caller);
        });
    }

    private void answer(
            HttpServerRequest request,
            Map<String, String> headers,
            String method,
            String path,
            Buffer body,
            Caller caller) {
        ApiRequest asked = ApiRequest.of(method, request.uri(), headers, body.getBytes(), caller);
        vertx.executeBlocking(() -> throughRoutes(asked, path), false)
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

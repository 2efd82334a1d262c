package io.runfolio.http;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.ExceptionMapper;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Requests whose bodies are read as streams. Each has a thread of its own pool until its response is there. */
final class StreamedRequests {
    private final ExceptionMapper exceptionMapper;
    private final ResponseWriter writer;
    private final RequestHandler.Routes routes;
    private final WorkerExecutor threads;
    private final Semaphore permits;

    StreamedRequests(
            Vertx vertx,
            ExceptionMapper exceptionMapper,
            ResponseWriter writer,
            RequestHandler.Routes routes,
            int max) {
        this.exceptionMapper = exceptionMapper;
        this.writer = writer;
        this.routes = routes;
        this.threads = vertx.createSharedWorkerExecutor("runfolio-uploads", max, 1, TimeUnit.DAYS);
        this.permits = new Semaphore(max);
    }

    /** @param content creates the request with its body */
    void respond(
            HttpServerRequest request,
            Map<String, String> headers,
            String path,
            Function<InputStream, ApiRequest> content) {
        if (!permits.tryAcquire()) {
            writer.refuse(
                    request,
                    headers,
                    exceptionMapper.toResponse(new ApiException(
                            503,
                            "too_many_uploads",
                            "The maximum number of requests is sending files: try again soon, or raise"
                                    + " runfolio.upload.max-parallel.")));
            return;
        }
        RequestBodyStream body = RequestBodyStream.of(request);
        threads.executeBlocking(() -> routes.respond(content.apply(body), path), false)
                .otherwise(exceptionMapper::toResponse)
                .onComplete(done -> {
                    permits.release();
                    end(request, headers, body, done.result());
                });
    }

    /** Closes the connection after the response if the body was not read to its end. */
    private void end(
            HttpServerRequest request, Map<String, String> headers, RequestBodyStream body, ApiResponse response) {
        if (body.isAtEnd()) {
            writer.write(request, headers, response);
        } else {
            body.discard();
            writer.refuse(request, headers, response);
        }
    }
}

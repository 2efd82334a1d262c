package io.runfolio.http;

import io.runfolio.api.ExceptionMapper;
import io.runfolio.api.security.RequestGuard;
import io.runfolio.settings.HttpSettings;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;

/**
 * HTTP engine for Camel's platform-http.
 *
 * <p>Camel's own engine reads a body before it can be refused, sends files in steps of two kilobytes, and has neither
 * connection timeouts nor header limits.
 */
public final class HttpEngine implements PlatformHttpEngine {
    private final HttpSettings settings;
    private final RequestGuard requestGuard;
    private final ExceptionMapper exceptionMapper;
    private final int maxUploads;
    private volatile int port;

    /** @param maxUploads requests that send files at once */
    public HttpEngine(
            HttpSettings settings, RequestGuard requestGuard, ExceptionMapper exceptionMapper, int maxUploads) {
        this.settings = settings;
        this.requestGuard = requestGuard;
        this.exceptionMapper = exceptionMapper;
        this.maxUploads = maxUploads;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new HttpConsumer(
                endpoint, processor, settings, requestGuard, exceptionMapper, maxUploads, port -> this.port = port);
    }

    /** Returns the port of the server; 0 while it does not listen. */
    @Override
    public int getServerPort() {
        return port;
    }
}

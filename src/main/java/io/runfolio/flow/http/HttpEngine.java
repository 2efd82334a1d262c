package io.runfolio.flow.http;

import io.runfolio.api.Doorkeeper;
import io.runfolio.api.Failures;
import io.runfolio.settings.HttpSettings;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;

/**
 * What platform-http serves with. Camel's own engine reads a body before anything can refuse it, sends files in steps of two kilobytes, and offers neither time limits on connections nor limits on headers; so
 * this one brings a server of its own.
 */
public final class HttpEngine implements PlatformHttpEngine {
    private final HttpSettings settings;
    private final Doorkeeper doorkeeper;
    private final Failures failures;
    private volatile int port;

    public HttpEngine(HttpSettings settings, Doorkeeper doorkeeper, Failures failures) {
        this.settings = settings;
        this.doorkeeper = doorkeeper;
        this.failures = failures;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new HttpConsumer(endpoint, processor, settings, doorkeeper, failures, taken -> port = taken);
    }

    /** Returns the port that the server listens on; 0 while it does not. */
    @Override
    public int getServerPort() {
        return port;
    }
}

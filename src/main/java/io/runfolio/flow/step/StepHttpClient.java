package io.runfolio.flow.step;

import io.runfolio.fetch.HostKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Rules for the HTTP clients of steps.
 *
 * <p>A cancelled call closes its connection, answers have a limit, a key goes to its host only, and no redirect is
 * followed. The operator names the address, so it may be in a private network.
 */
public final class StepHttpClient implements HttpClientConfigurer {
    /** Bytes that are read of a response that is a failure. */
    private static final int MAX_FAILURE_BYTES = 64 << 10;

    private final HostKeys keys;
    private final int maxBytes;

    /** @param maxBytes size of an answer */
    public StepHttpClient(HostKeys keys, int maxBytes) {
        this.keys = keys;
        this.maxBytes = maxBytes;
    }

    /** Signals an answer that is too large. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Signals a key that cannot be sent. */
    static final class KeyException extends IOException {
        private static final long serialVersionUID = 1L;

        KeyException(String message) {
            super(message);
        }
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.addExecInterceptorFirst("runfolio-step", this::execute)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .setUserAgent("Runfolio");
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Optional<Cancellable> cancellable =
                scope.originalRequest instanceof Cancellable original ? Optional.of(original) : Optional.empty();
        cancellable.ifPresent(original -> StepCall.current().ifPresent(call -> call.onCancel(original::cancel)));
        addKey(request, scope.route.getTargetHost());
        ClassicHttpResponse response = chain.proceed(request, scope);
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            response.setEntity(read(entity, response.getCode(), cancellable));
        }
        return response;
    }

    private void addKey(ClassicHttpRequest request, HttpHost host) throws KeyException {
        try {
            keys.header(URI.create(host.toURI())).ifPresent(header -> request.setHeader(header.name(), header.value()));
        } catch (IOException e) {
            throw new KeyException(e.getMessage());
        }
    }

    private ByteArrayEntity read(HttpEntity entity, int status, Optional<Cancellable> request) throws IOException {
        boolean success = status >= 200 && status < 300;
        int limit = success ? maxBytes : MAX_FAILURE_BYTES;
        ContentType type = ContentType.parseLenient(entity.getContentType());
        InputStream stream = entity.getContent();
        byte[] body = stream.readNBytes(limit + 1);
        if (body.length <= limit) {
            stream.close();
            return new ByteArrayEntity(body, type);
        }
        request.ifPresent(Cancellable::cancel); // closing alone would read the rest
        if (success) {
            throw new TooLargeException();
        }
        return new ByteArrayEntity(body, 0, limit, type);
    }
}

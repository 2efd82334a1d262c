package io.runfolio.store.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * HTTP client whose broken connections are exceptions that the SDK tries again. The client for
 * {@code HttpURLConnection} throws some of them unchecked, such as that of a connection that the server has closed.
 */
final class BrokenConnectionClient implements SdkHttpClient {
    private final SdkHttpClient client;

    private BrokenConnectionClient(SdkHttpClient client) {
        this.client = client;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return prepared.call();
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }

    /** Builder of such a client. */
    static final class Builder implements SdkHttpClient.Builder<Builder> {
        private final UrlConnectionHttpClient.Builder client;

        Builder(UrlConnectionHttpClient.Builder client) {
            this.client = client;
        }

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new BrokenConnectionClient(client.buildWithDefaults(defaults));
        }
    }
}

package io.runfolio.fetch;

import io.runfolio.settings.FetchSettings;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP client that connects to checked addresses only. It follows no redirect, keeps no cookie, sends no credentials of
 * its own, uses no proxy, decompresses nothing, and opens a new connection for each request. Thread-safe.
 */
final class FetchClient implements Closeable {
    private static final int MAX_HEADERS = 100;
    private static final int MAX_HEADER_LINE = 16 << 10;

    private final CloseableHttpClient client;

    FetchClient(FetchSettings settings, FetchLimits limits) {
        this(settings, limits, InetAddress::getAllByName);
    }

    /** @param lookup finds the addresses of a name; they are checked in any case */
    FetchClient(FetchSettings settings, FetchLimits limits, HostLookup lookup) {
        PoolingHttpClientConnectionManager connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new CheckedDnsResolver(lookup, new HostPatterns(settings.allowPrivateHosts())))
                .setMaxConnTotal(settings.threads() + 1)
                .setMaxConnPerRoute(settings.threads() + 1)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(limits.connectTime()))
                        .setSocketTimeout(timeout(limits.idleTime()))
                        .build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(timeout(limits.connectTime()))
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(timeout(limits.idleTime()))
                        .build())
                .setConnectionFactory(new ManagedHttpClientConnectionFactory(
                        Http1Config.custom()
                                .setMaxHeaderCount(MAX_HEADERS)
                                .setMaxLineLength(MAX_HEADER_LINE)
                                .build(),
                        CharCodingConfig.DEFAULT,
                        null,
                        null))
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout(limits.headTime()))
                        .setConnectionRequestTimeout(timeout(limits.connectTime()))
                        .setHardCancellationEnabled(true)
                        .build())
                .setUserAgent("Runfolio")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    private static Timeout timeout(Duration time) {
        return Timeout.ofMilliseconds(time.toMillis());
    }

    static HttpGet request(URI url) {
        HttpGet request = new HttpGet(url);
        request.setHeader("Accept", "*/*");
        request.setHeader("Accept-Encoding", "identity");
        return request;
    }

    /** Closes a response whose body is of no use. */
    static void closeQuietly(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            return; // the connection is broken, and not used again
        }
    }

    /** Sends a request and returns the head of the response; the caller closes it. */
    ClassicHttpResponse send(HttpUriRequestBase request) throws IOException {
        return client.executeOpen(null, request, null);
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}

package io.runfolio.fetch;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.settings.FetchSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Sends small requests to providers and receivers of webhooks, within limits for time and size. It connects to checked
 * addresses of named hosts only, and follows no redirect, as the request may have a key. Thread-safe.
 */
public final class StatusClient implements StatusRequests, Closeable {
    private static final Duration MAX_TIME = Duration.ofSeconds(60);
    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
    private static final Duration HEAD_TIME = Duration.ofSeconds(30);

    private final Rules rules;
    private final long maxBytes;
    private final FetchLimits limits;
    private final FetchClient client;
    private final TryClocks clocks;

    /**
     * Hosts that may be asked.
     *
     * @param hosts names or patterns; the key of their setting is for messages
     * @param setting key of the setting with the hosts
     * @param allowHttp whether {@code http:} is allowed too
     */
    public record Rules(List<String> hosts, String setting, boolean allowHttp) {
        public Rules {
            hosts = List.copyOf(hosts);
        }

        private Optional<String> refusal(URI url) {
            boolean https = "https".equalsIgnoreCase(url.getScheme());
            if (!https && !("http".equalsIgnoreCase(url.getScheme()) && allowHttp)) {
                return Optional.of("The address of " + url.getHost()
                        + " is not https: use https, or set runfolio.fetch.allow-http.");
            }
            return new HostPatterns(hosts).matches(url.getHost())
                    ? Optional.empty()
                    : Optional.of("The host " + url.getHost() + " is not named in " + setting + ".");
        }
    }

    /**
     * Creates a client.
     *
     * @param privateHosts hosts whose addresses may be in a private network
     * @param connections number of requests at once
     * @param maxBytes size of an answer
     */
    public StatusClient(Rules rules, List<String> privateHosts, int connections, long maxBytes) {
        this.rules = rules;
        this.maxBytes = maxBytes;
        limits = new FetchLimits(maxBytes, MAX_TIME, CONNECT_TIME, HEAD_TIME, HEAD_TIME, MAX_TIME, 0);
        client = new FetchClient(settings(privateHosts, connections), limits, InetAddress::getAllByName);
        clocks = new TryClocks("runfolio-status-clock", limits);
    }

    private static FetchSettings settings(List<String> privateHosts, int connections) {
        FetchSettings usual = FetchSettings.defaults();
        return new FetchSettings(
                usual.allowHosts(),
                usual.allowHttp(),
                privateHosts,
                connections,
                usual.maxTime(),
                usual.minRate(),
                usual.retryDelay(),
                usual.deadline(),
                List.of());
    }

    /** @throws InterruptedRunException if the client was stopped */
    @Override
    public StatusAnswer get(URI url, Map<String, String> headers) throws IOException {
        return answer(FetchClient.request(url), url, headers);
    }

    /**
     * Sends a document and returns the answer, within the same limits.
     *
     * @param headers headers of the request, with the type of the document
     * @throws IOException if there is no answer; its message is a sentence
     * @throws InterruptedRunException if the client was stopped
     */
    public StatusAnswer post(URI url, Map<String, String> headers, byte[] document) throws IOException {
        HttpPost request = new HttpPost(url);
        request.setEntity(new ByteArrayEntity(document, null));
        return answer(request, url, headers);
    }

    private StatusAnswer answer(HttpUriRequestBase request, URI url, Map<String, String> headers) throws IOException {
        Optional<String> refusal = rules.refusal(url);
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
        try (TryClock clock = clocks.start()) {
            try {
                return answer(request, url, headers, clock);
            } catch (IOException e) {
                throw explained(url, e, clock);
            }
        }
    }

    private StatusAnswer answer(HttpUriRequestBase request, URI url, Map<String, String> headers, TryClock clock)
            throws IOException {
        headers.forEach(request::setHeader);
        clock.sending(request);
        ClassicHttpResponse response = client.send(request);
        clock.headCame();
        boolean whole = false;
        try {
            byte[] body = body(url, response);
            whole = true;
            Optional<Duration> delay = Optional.ofNullable(response.getFirstHeader("Retry-After"))
                    .map(Header::getValue)
                    .flatMap(value -> RetryAfter.parse(value, Instant.now()));
            return new StatusAnswer(response.getCode(), body, delay);
        } finally {
            if (!whole) {
                clock.cancel("was not read to its end"); // closing alone would read the rest
            }
            response.close();
        }
    }

    private byte[] body(URI url, ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return new byte[0];
        }
        InputStream stream = response.getEntity().getContent();
        byte[] body = stream.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
        if (body.length > maxBytes) {
            throw new TooLargeException("The answer of " + url.getHost() + " has more than " + maxBytes + " bytes.");
        }
        return body;
    }

    /** Thrown for an answer that is too large. */
    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String message) {
            super(message);
        }
    }

    private IOException explained(URI url, IOException e, TryClock clock) {
        if (clocks.isStopped()) {
            throw new InterruptedRunException("Stopped while " + url.getHost() + " was asked", e);
        }
        if (e instanceof TooLargeException || e instanceof CheckedDnsResolver.RefusedAddressException) {
            return e;
        }
        Optional<String> cancelled = clock.cancelReason();
        if (cancelled.isPresent()) {
            return new IOException(url.getHost() + " did not answer within " + MAX_TIME.toSeconds() + " s.", e);
        }
        if (e instanceof UnknownHostException) {
            return new IOException("The host " + url.getHost() + " is not known.", e);
        }
        if (e instanceof SSLException) {
            return new IOException("The host " + url.getHost() + " has no valid certificate, or its TLS failed.", e);
        }
        return new IOException("The connection to " + url.getHost() + " failed or broke off.", e);
    }

    /** Ends all requests in progress, and every later one at its start. */
    public void stop() {
        clocks.stop();
    }

    @Override
    public void close() {
        clocks.close();
        client.close();
    }
}

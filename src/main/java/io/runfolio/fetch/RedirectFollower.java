package io.runfolio.fetch;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * Sends a request, follows redirects, and checks the host and scheme at each of them. The key of a host is sent again
 * while scheme, host and port stay those of the first URL.
 */
final class RedirectFollower {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final FetchClient client;
    private final UrlRules rules;
    private final HostKeys keys;

    RedirectFollower(FetchClient client, UrlRules rules, HostKeys keys) {
        this.client = client;
        this.rules = rules;
        this.keys = keys;
    }

    /** Thrown for a URL that may not be fetched. */
    static final class RefusedUrlException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedUrlException(String message) {
            super(message);
        }
    }

    /**
     * Returns the first response that is no redirect.
     *
     * @param prepared gets each request before it is sent
     */
    ClassicHttpResponse send(URI first, Consumer<HttpGet> prepared) throws IOException {
        URI url = first;
        Optional<String> refused = rules.refusal(url);
        if (refused.isPresent()) {
            throw new RefusedUrlException(refused.get());
        }
        for (int redirects = 0; ; redirects++) {
            HttpGet request = FetchClient.request(url);
            if (isSameOrigin(first, url)) {
                keys.addTo(request, url);
            }
            prepared.accept(request);
            ClassicHttpResponse response = client.send(request);
            if (!REDIRECTS.contains(response.getCode())) {
                return response;
            }
            Header location = response.getFirstHeader("Location");
            request.cancel(); // the body of a redirect is never read
            FetchClient.closeQuietly(response);
            if (redirects == MAX_REDIRECTS) {
                throw new RefusedUrlException(
                        "The host " + first.getHost() + " redirects more than " + MAX_REDIRECTS + " times.");
            }
            url = target(url, location == null ? "" : location.getValue());
        }
    }

    private static boolean isSameOrigin(URI first, URI url) {
        return first.getScheme().equalsIgnoreCase(url.getScheme())
                && first.getHost().equalsIgnoreCase(url.getHost())
                && port(first) == port(url);
    }

    private static int port(URI url) {
        int standard = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
        return url.getPort() < 0 ? standard : url.getPort();
    }

    private URI target(URI from, String location) throws RefusedUrlException {
        URI target;
        try {
            target = from.resolve(location.strip().replace(" ", "%20"));
        } catch (IllegalArgumentException e) {
            throw new RefusedUrlException("The host " + from.getHost() + " redirects to an invalid URL.");
        }
        if (location.isBlank() || target.getHost() == null || target.getRawUserInfo() != null) {
            throw new RefusedUrlException("The host " + from.getHost() + " redirects to an invalid URL.");
        }
        boolean downgrade = "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(target.getScheme());
        if (downgrade) {
            throw new RefusedUrlException("The host " + from.getHost() + " redirects from https to "
                    + target.getScheme() + ", which is never followed.");
        }
        Optional<String> problem = rules.refusal(target);
        if (problem.isPresent()) {
            throw new RefusedUrlException("The host " + from.getHost() + " redirects: " + problem.get());
        }
        return target;
    }
}

package io.runfolio.fetch;

import io.runfolio.fetch.KeyFile.MissingKeyException;
import io.runfolio.fetch.RedirectFollower.RefusedUrlException;
import io.runfolio.settings.FetchKey;
import io.runfolio.settings.FetchSettings;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;

/**
 * Headers with keys, for hosts that ask for credentials. A key is sent to the host of its setting only, over https, or
 * over http to a host of a private network.
 */
public final class HostKeys {
    private final List<FetchKey> keys;
    private final HostPatterns privateHosts;

    public HostKeys(FetchSettings settings) {
        this(settings.keys(), settings.allowPrivateHosts());
    }

    /** @param privateHosts names or patterns of hosts that get their key over http too */
    public HostKeys(List<FetchKey> keys, List<String> privateHosts) {
        this.keys = List.copyOf(keys);
        this.privateHosts = new HostPatterns(List.copyOf(privateHosts));
    }

    /** Header with a key. */
    public record Header(String name, String value) {
        /** Returns the name, without the key. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Returns a sentence for each key file that cannot be used. */
    public List<String> problems() {
        return keys.stream()
                .flatMap(key -> {
                    try {
                        file(key).read();
                        return Stream.empty();
                    } catch (MissingKeyException e) {
                        return Stream.of(e.getMessage());
                    }
                })
                .toList();
    }

    /**
     * Adds the header of a host, if it has one.
     *
     * @throws RefusedUrlException if there is no usable key, or the connection is not encrypted
     */
    void addTo(HttpGet request, URI url) throws RefusedUrlException {
        find(url).ifPresent(header -> request.setHeader(header.name(), header.value()));
    }

    /**
     * Returns the header for a host; empty if it has none.
     *
     * @throws IOException if there is no usable key, or the connection is not encrypted
     */
    public Optional<Header> header(URI url) throws IOException {
        return find(url);
    }

    private Optional<Header> find(URI url) throws RefusedUrlException {
        Optional<FetchKey> key = find(url.getHost());
        if (key.isEmpty()) {
            return Optional.empty();
        }
        if (!"https".equalsIgnoreCase(url.getScheme()) && !privateHosts.matches(url.getHost())) {
            throw new RefusedUrlException("The key of " + key.get().setting()
                    + " is not sent over http: use https, or name a host of your own network in"
                    + " runfolio.fetch.allow-private-hosts.");
        }
        try {
            String value =
                    key.get().form().replace(FetchKey.KEY, file(key.get()).read());
            return Optional.of(new Header(key.get().header(), value));
        } catch (MissingKeyException e) {
            throw new RefusedUrlException(e.getMessage());
        }
    }

    private Optional<FetchKey> find(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return keys.stream().filter(key -> key.host().equals(name)).findFirst();
    }

    private static KeyFile file(FetchKey key) {
        return new KeyFile(key.setting(), key.file());
    }
}

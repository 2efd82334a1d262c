package io.runfolio.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings of the HTTP API and the management port.
 *
 * @param enabled whether a worker serves HTTP; default false
 * @param host name or address to listen on; default 127.0.0.1. Every other than a loopback address requires tokens
 * @param port TCP port; default 8080; 0 selects a free one
 * @param tokensFile file of token hashes; default {@code config/tokens.json}, where no file means no tokens
 * @param allowedOrigins other sites whose pages may use the API, such as {@code https://studio.example}; default none
 * @param trustedProxies addresses of proxies whose {@code X-Forwarded-Proto} counts; default none
 * @param maxBodyBytes largest body of a request; default 1 MiB
 * @param maxFeeds event streams open at once; default 100
 * @param maxExports exports in progress at once; default 4
 * @param maxConnections open connections; default 512, fewer where the process has few file descriptors
 * @param maxConnectionsPerAddress open connections from one address; default 256
 * @param maxBufferedBytes bytes of requests and responses in memory at once; default 64 MiB, at most an eighth of the
 *     heap
 * @param idleTimeout time after which an idle connection is closed; default 30 s
 * @param managementHost address that metrics and health listen on; default 127.0.0.1. Any other has no access control
 * @param managementPort port for metrics and health while HTTP is on; default 9876, 0 for none
 */
public record HttpSettings(
        boolean enabled,
        String host,
        int port,
        Optional<Path> tokensFile,
        List<String> allowedOrigins,
        List<String> trustedProxies,
        long maxBodyBytes,
        int maxFeeds,
        int maxExports,
        int maxConnections,
        int maxConnectionsPerAddress,
        long maxBufferedBytes,
        Duration idleTimeout,
        String managementHost,
        int managementPort) {
    private static final Path USUAL_TOKENS = Path.of("config", "tokens.json");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f.:]{2,45}");
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?");

    public HttpSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
    }

    static HttpSettings read(SettingReader values) {
        return new HttpSettings(
                values.flag("runfolio.http.enabled", false, "whether a worker serves HTTP"),
                values.text("runfolio.http.host", "127.0.0.1", "a name or an address", HOST, "where the API listens"),
                values.integer("runfolio.http.port", 8080, 0, 65_535, "port of the API"),
                values.path("runfolio.http.tokens-file", "file of token hashes"),
                values.texts(
                        "runfolio.http.allowed-origins",
                        "origins such as https://studio.example with commas between them",
                        ORIGIN,
                        "other sites whose pages may use the API"),
                values.texts(
                        "runfolio.http.trusted-proxies",
                        "addresses such as 10.0.0.2 with commas between them",
                        ADDRESS,
                        "proxies whose X-Forwarded-Proto counts"),
                values.bytes("runfolio.http.max-body", 1L << 20, "size of a request's body"),
                values.integer("runfolio.http.max-feeds", 100, 1, 10_000, "event streams open at once"),
                values.integer("runfolio.http.max-exports", 4, 1, 16, "exports in progress at once"),
                values.integer("runfolio.http.max-connections", 512, 1, 100_000, "open connections"),
                values.integer(
                        "runfolio.http.max-connections-per-address",
                        256,
                        1,
                        100_000,
                        "open connections from one address"),
                values.bytes(
                        "runfolio.http.max-buffered", 64L << 20, "bytes of requests and responses in memory at once"),
                values.duration(
                        "runfolio.http.idle-timeout",
                        Duration.ofSeconds(30),
                        "time until an idle connection is closed"),
                values.text(
                        "runfolio.http.management-host",
                        "127.0.0.1",
                        "a name or an address",
                        HOST,
                        "where metrics and health listen"),
                values.integer(
                        "runfolio.http.management-port", 9876, 0, 65_535, "port of metrics and health, 0 for none"));
    }

    /** Returns whether only this machine can reach the API. */
    public boolean isLoopback() {
        return LOOPBACK.contains(host);
    }

    /** Returns whether metrics and health are served. */
    public boolean hasManagement() {
        return enabled && managementPort > 0;
    }

    /** Returns whether only this machine can reach metrics and health. */
    public boolean isManagementLoopback() {
        return LOOPBACK.contains(managementHost);
    }

    /** Returns whether the forwarding headers of a connection from this address are trusted. */
    public boolean isTrustedProxy(String address) {
        return trustedProxies.contains(address);
    }

    /** Returns the file of token hashes. */
    public Path tokensPath() {
        return tokensFile.orElse(USUAL_TOKENS);
    }

    /** Returns these settings with HTTP enabled. */
    public HttpSettings withEnabled() {
        return new HttpSettings(
                true,
                host,
                port,
                tokensFile,
                allowedOrigins,
                trustedProxies,
                maxBodyBytes,
                maxFeeds,
                maxExports,
                maxConnections,
                maxConnectionsPerAddress,
                maxBufferedBytes,
                idleTimeout,
                managementHost,
                managementPort);
    }
}

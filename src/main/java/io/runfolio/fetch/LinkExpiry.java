package io.runfolio.fetch;

import io.runfolio.run.AssetSource;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Time at which a link is expected to fail.
 *
 * <p>It is that of the event, else that of the signature in the URL, else by the rule of the provider.
 */
final class LinkExpiry {
    /** Lifetime of a link that nothing is known about. */
    private static final Duration UNKNOWN = Duration.ofHours(24);

    /** Lifetimes that providers document for hosts and all names below them. */
    private static final Map<String, Duration> PROVIDERS =
            Map.of("replicate.delivery", Duration.ofHours(1), "bfl.ai", Duration.ofMinutes(10));

    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    private LinkExpiry() {}

    /** @param since time at which the event was seen first */
    static Instant of(AssetSource source, URI url, Instant since) {
        return Optional.ofNullable(source.expiresAt())
                .map(OffsetDateTime::toInstant)
                .or(() -> signed(url))
                .orElseGet(() -> since.plus(lifetime(url.getHost())));
    }

    private static Duration lifetime(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return PROVIDERS.entrySet().stream()
                .filter(rule -> name.equals(rule.getKey()) || name.endsWith("." + rule.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Reads the expiry of a signed URL of S3, Google Cloud Storage, Azure or CloudFront. */
    private static Optional<Instant> signed(URI url) {
        Map<String, String> query = query(url);
        try {
            for (String prefix : new String[] {"x-amz-", "x-goog-"}) {
                if (query.containsKey(prefix + "date") && query.containsKey(prefix + "expires")) {
                    Instant from = LocalDateTime.parse(query.get(prefix + "date"), BASIC)
                            .toInstant(ZoneOffset.UTC);
                    return Optional.of(from.plusSeconds(Long.parseLong(query.get(prefix + "expires"))));
                }
            }
            if (query.containsKey("se") && query.containsKey("sig")) {
                return Optional.of(Instant.parse(query.get("se")));
            }
            if (query.containsKey("expires") && query.containsKey("signature")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(query.get("expires"))));
            }
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty(); // it is a hint only
        }
        return Optional.empty();
    }

    private static Map<String, String> query(URI url) {
        Map<String, String> parameters = new HashMap<>();
        String query = Optional.ofNullable(url.getQuery()).orElse("");
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parameter.substring(0, equals).toLowerCase(Locale.ROOT), parameter.substring(equals + 1));
            }
        }
        return parameters;
    }
}

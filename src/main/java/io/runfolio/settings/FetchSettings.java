package io.runfolio.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hosts and limits for sources by URL.
 *
 * @param allowHosts hosts that files may be fetched from, such as {@code cdn.example} or {@code *.provider.example};
 *     default none, which switches fetching off
 * @param allowHttp whether {@code http:} is allowed too; default false
 * @param allowPrivateHosts hosts among them whose addresses may be in a private network; default none
 * @param threads files fetched at once; default 4
 * @param maxTime time for one try at one file; default 15 minutes
 * @param minRate bytes a second below which a try is ended; default 1 KiB
 * @param retryDelay delay before the second try, doubled for each further one up to 10 minutes; default 5 s
 * @param deadline time after which a run is sealed with the files that have come; default 24 hours
 * @param keys headers with keys, for hosts that ask for credentials; default none
 */
public record FetchSettings(
        List<String> allowHosts,
        boolean allowHttp,
        List<String> allowPrivateHosts,
        int threads,
        Duration maxTime,
        long minRate,
        Duration retryDelay,
        Duration deadline,
        List<FetchKey> keys) {
    private static final String FORM = "comma-separated host names, such as cdn.example or *.provider.example";
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*|\\[[0-9A-Fa-f:.]{2,45}]");

    public FetchSettings {
        allowHosts = List.copyOf(allowHosts);
        allowPrivateHosts = List.copyOf(allowPrivateHosts);
        keys = List.copyOf(keys);
    }

    static FetchSettings read(SettingReader values) {
        return new FetchSettings(
                hosts(values, "runfolio.fetch.allow-hosts", "hosts that files may be fetched from"),
                values.flag("runfolio.fetch.allow-http", false, "whether http: is allowed beside https:"),
                hosts(values, "runfolio.fetch.allow-private-hosts", "hosts that may be in a private network"),
                values.integer("runfolio.fetch.threads", 4, 1, 64, "files fetched at once"),
                values.duration("runfolio.fetch.max-time", Duration.ofMinutes(15), "time for one try at one file"),
                values.bytes("runfolio.fetch.min-rate", 1L << 10, "bytes a second below which a try is ended"),
                values.duration("runfolio.fetch.retry-delay", Duration.ofSeconds(5), "delay before the second try"),
                values.duration(
                        "runfolio.fetch.deadline",
                        Duration.ofHours(24),
                        "time after which a run is sealed with the files that have come"),
                FetchKey.read(values, "runfolio.fetch.hosts."));
    }

    private static List<String> hosts(SettingReader values, String key, String meaning) {
        return values.texts(key, FORM, HOST, meaning).stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Returns the defaults: fetching is off. */
    public static FetchSettings defaults() {
        return read(new SettingReader(java.util.Map.of()));
    }

    /** Returns whether any host is allowed. */
    public boolean isEnabled() {
        return !allowHosts.isEmpty();
    }
}

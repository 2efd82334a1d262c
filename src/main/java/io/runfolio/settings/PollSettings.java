package io.runfolio.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tasks of providers that a worker asks for until they end.
 *
 * @param allowHosts hosts that may be asked, such as {@code api.provider.example}; default none, which switches polling
 *     off
 * @param threads tasks asked for at once; default 2
 * @param interval time between two requests for a task; default 5 s
 * @param deadline time after which a task is given up; default 24 hours
 * @param keyFiles files with the keys of providers, by the name of the adapter
 * @param baseUrls addresses of servers of one's own, by the name of the adapter
 */
public record PollSettings(
        List<String> allowHosts,
        int threads,
        Duration interval,
        Duration deadline,
        Map<String, Path> keyFiles,
        Map<String, String> baseUrls) {
    private static final String PROVIDERS = "runfolio.providers.";
    private static final String NAME = "[a-z0-9][a-z0-9_-]{0,59}";
    private static final Pattern KEY_FILE = Pattern.compile(NAME + "\\.key-file");
    private static final Pattern BASE_URL = Pattern.compile(NAME + "\\.base-url");
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*|\\[[0-9A-Fa-f:.]{2,45}]");
    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9._\\[\\]:-]{1,253}(/[^\\s?#]*)?");
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

    public PollSettings {
        allowHosts = List.copyOf(allowHosts);
        keyFiles = Map.copyOf(keyFiles);
        baseUrls = Map.copyOf(baseUrls);
        interval = interval.compareTo(MIN_INTERVAL) < 0 ? MIN_INTERVAL : interval;
    }

    static PollSettings read(SettingReader values) {
        return new PollSettings(
                values
                        .texts(
                                "runfolio.poll.allow-hosts",
                                "comma-separated host names, such as api.example or *.provider.example",
                                HOST,
                                "hosts that are asked for the tasks of providers")
                        .stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .toList(),
                values.integer("runfolio.poll.threads", 2, 1, 16, "tasks asked for at once"),
                values.duration(
                        "runfolio.poll.interval", Duration.ofSeconds(5), "time between two requests for a task"),
                values.duration("runfolio.poll.deadline", Duration.ofHours(24), "time after which a task is given up"),
                named(values, KEY_FILE, "the path of a file", "key of a provider", text -> Optional.of(Path.of(text))),
                named(
                        values,
                        BASE_URL,
                        "a URL such as http://127.0.0.1:8188",
                        "address of a server",
                        text -> Optional.of(withoutTrailingSlashes(text))
                                .filter(url -> URL.matcher(url).matches())));
    }

    /** Returns a base URL without slashes at its end. */
    public static String withoutTrailingSlashes(String url) {
        int end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') {
            end--;
        }
        return url.substring(0, end);
    }

    private static <T> Map<String, T> named(
            SettingReader values,
            Pattern names,
            String form,
            String meaning,
            java.util.function.Function<String, Optional<T>> parser) {
        Map<String, T> found = new TreeMap<>();
        values.named(PROVIDERS, names, form, meaning, (name, text) -> parser.apply(text)
                        .map(value -> Map.entry(name.substring(0, name.lastIndexOf('.')), value)))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** Returns whether any host may be asked. */
    public boolean isEnabled() {
        return !allowHosts.isEmpty();
    }
}

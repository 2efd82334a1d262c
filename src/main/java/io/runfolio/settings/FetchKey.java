package io.runfolio.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Header with a key, for requests to one host.
 *
 * @param host name of the host, in lower case; no pattern
 * @param header name of the header; default {@code Authorization}
 * @param form value of the header, with {@code {key}}; default {@code Bearer {key}}
 * @param file file with the key in its first line
 * @param setting key of the setting that names the file
 */
public record FetchKey(String host, String header, String form, Path file, String setting) {
    /** Place of the key in a form. */
    public static final String KEY = "{key}";

    private static final String KEY_FILE = ".key-file";
    private static final String HEADER = ".header";
    private static final String HOST = "(?:[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*|\\[[0-9A-Fa-f:.]{2,45}])";
    private static final Pattern FORM = Pattern.compile("\\A[A-Za-z0-9_-]{1,80}+: *+([ -z|~]*+\\{key}[ -z|~]*+)");
    private static final Pattern RESERVED = Pattern.compile(
            "(?i)host|range|if-range|accept|accept-encoding|connection|content-.*|transfer-encoding|te|upgrade");
    private static final String DEFAULT_HEADER = "Authorization: Bearer " + KEY;

    /** @param prefix beginning of the settings, such as {@code runfolio.fetch.hosts.} */
    static List<FetchKey> read(SettingReader values, String prefix) {
        Map<String, Path> files = named(
                values,
                prefix,
                KEY_FILE,
                "the path of a file",
                "key for requests to a host",
                text -> Optional.of(Path.of(text)));
        Map<String, String> headers = named(
                values,
                prefix,
                HEADER,
                "a header with {key}, such as x-goog-api-key: {key}, and none that a download needs",
                "header with the key of a host",
                text -> Optional.of(text).filter(FetchKey::isHeader));
        headers.keySet().stream()
                .filter(host -> !files.containsKey(host))
                .findFirst()
                .ifPresent(host -> {
                    String key = prefix + host + KEY_FILE;
                    throw new SettingException(
                            key, key + " is missing: name the file with the key, or remove " + prefix + host + HEADER);
                });
        return files.entrySet().stream()
                .map(file -> of(
                        file.getKey(),
                        headers.getOrDefault(file.getKey(), DEFAULT_HEADER),
                        file.getValue(),
                        prefix + file.getKey() + KEY_FILE))
                .toList();
    }

    private static boolean isHeader(String text) {
        return FORM.matcher(text).matches()
                && !RESERVED.matcher(text.substring(0, text.indexOf(':'))).matches();
    }

    private static FetchKey of(String host, String header, Path file, String setting) {
        int colon = header.indexOf(':');
        return new FetchKey(
                host, header.substring(0, colon), header.substring(colon + 1).strip(), file, setting);
    }

    private static <T> Map<String, T> named(
            SettingReader values,
            String prefix,
            String end,
            String form,
            String meaning,
            Function<String, Optional<T>> parser) {
        Map<String, T> found = new TreeMap<>();
        values.named(prefix, Pattern.compile(HOST + Pattern.quote(end)), form, meaning, (name, text) -> parser.apply(
                                text)
                        .map(value -> Map.entry(host(name, end), value)))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    private static String host(String name, String end) {
        return name.substring(0, name.length() - end.length()).toLowerCase(Locale.ROOT);
    }
}

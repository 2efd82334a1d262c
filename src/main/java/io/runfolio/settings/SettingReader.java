package io.runfolio.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads settings by type and records the requested keys, to detect misspelt ones. */
public final class SettingReader {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB|TiB)?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    /** Former names of keys; a value under the former name counts unless the new name is set too. */
    private static final Map<String, String> RENAMED_KEYS = Map.of("runfolio.http.traces", "runfolio.traces.enabled");

    private final Map<String, String> values;
    private final SortedSet<String> known = new TreeSet<>();

    SettingReader(Map<String, String> given) {
        values = new TreeMap<>(given);
        RENAMED_KEYS.forEach((former, key) ->
                Optional.ofNullable(values.remove(former)).ifPresent(value -> values.putIfAbsent(key, value)));
    }

    public int integer(String key, int defaultValue, int min, int max, String meaning) {
        return read(key, defaultValue, "a whole number from " + min + " to " + max, meaning, text -> {
            int number = Integer.parseInt(text);
            return number < min || number > max ? Optional.empty() : Optional.of(number);
        });
    }

    public boolean flag(String key, boolean defaultValue, String meaning) {
        return read(key, defaultValue, "true or false", meaning, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    public long bytes(String key, long defaultValue, String meaning) {
        return read(key, defaultValue, "a size such as 512MiB, or a number of bytes", meaning, text -> {
            Matcher matcher = SIZE.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            long unit = matcher.group(2) == null ? 1L : BYTES.get(matcher.group(2));
            long size = Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
            return size > 0 ? Optional.of(size) : Optional.empty();
        });
    }

    public Duration duration(String key, Duration defaultValue, String meaning) {
        return read(
                key, defaultValue, "a duration such as 500ms, 30s, 5m or 1h", meaning, SettingReader::parsedDuration);
    }

    /** Reads a duration of at least {@code min}; {@code off} and {@code 0} are zero. */
    public Duration durationOrOff(String key, Duration defaultValue, Duration min, String meaning) {
        String form = "off, or a duration of at least " + min.toSeconds() + "s such as 30s, 5m or 1h";
        return read(
                key,
                defaultValue,
                form,
                meaning,
                text -> text.equals("off") || text.equals("0")
                        ? Optional.of(Duration.ZERO)
                        : parsedDuration(text).filter(length -> length.compareTo(min) >= 0));
    }

    private static Optional<Duration> parsedDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    public <E extends Enum<E>> E enumValue(String key, E defaultValue, Class<E> words, String meaning) {
        List<String> forms = Arrays.stream(words.getEnumConstants())
                .map(word -> word.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        String near = SpellingSuggestion.hint(values.getOrDefault(key, "").strip(), forms);
        return read(key, defaultValue, "one of " + String.join(", ", forms) + near, meaning, text -> {
            int at = forms.indexOf(text);
            return at < 0 ? Optional.empty() : Optional.of(words.getEnumConstants()[at]);
        });
    }

    public Optional<Path> path(String key, String meaning) {
        return read(key, Optional.empty(), "a path", meaning, text -> Optional.of(Optional.of(Path.of(text))));
    }

    public List<Path> paths(String key, List<Path> defaultValue, String meaning) {
        return read(
                key,
                defaultValue,
                "comma-separated paths",
                meaning,
                text -> Optional.of(Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .map(Path::of)
                        .toList()));
    }

    public String text(String key, String defaultValue, String form, Pattern pattern, String meaning) {
        return read(key, defaultValue, form, meaning, text -> Optional.of(text)
                .filter(value -> pattern.matcher(value).matches()));
    }

    public List<String> texts(String key, String form, Pattern each, String meaning) {
        return read(key, List.of(), form, meaning, text -> {
            List<String> words = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(word -> !word.isEmpty())
                    .toList();
            return words.stream().allMatch(word -> each.matcher(word).matches())
                    ? Optional.of(words)
                    : Optional.empty();
        });
    }

    /**
     * Reads all keys {@code prefix<name>}, sorted by name.
     *
     * @param names pattern of a name
     * @param parser gets the name and the text; returns empty if the text does not have the form
     */
    <T> List<T> named(
            String prefix, Pattern names, String form, String meaning, BiFunction<String, String, Optional<T>> parser) {
        List<T> all = new ArrayList<>();
        for (String key : List.copyOf(values.keySet())) {
            String name = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
            if (names.matcher(name).matches()) {
                read(key, Optional.<T>empty(), form, meaning, text -> Optional.of(parser.apply(name, text))
                                .filter(Optional::isPresent))
                        .ifPresent(all::add);
            }
        }
        return List.copyOf(all);
    }

    /** Returns the names between a prefix and the next dot of all given keys, sorted. */
    SortedSet<String> namesBelow(String prefix) {
        SortedSet<String> names = new TreeSet<>();
        for (String key : values.keySet()) {
            if (key.startsWith(prefix) && !values.get(key).isBlank()) {
                names.add(key.substring(prefix.length()).split("\\.", 2)[0]);
            }
        }
        return names;
    }

    /** Reads any text, possibly a secret: it is never part of a message. */
    public String secret(String key) {
        known.add(key);
        return values.getOrDefault(key, "").strip();
    }

    SortedSet<String> known() {
        return Collections.unmodifiableSortedSet(known);
    }

    /** Refuses unknown keys with our prefix, as a misspelt key must not become a silent default. */
    void refuseUnknown(String prefix) {
        values.keySet().stream()
                .filter(key -> key.startsWith(prefix) && !known.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new SettingException(
                            key,
                            key + " is not a setting: did you mean "
                                    + SpellingSuggestion.closest(key, known).orElse("none")
                                    + "? docs/operations.md lists all keys");
                });
    }

    private <T> T read(
            String key, T defaultValue, String form, String meaning, Function<String, Optional<? extends T>> reader) {
        known.add(key);
        String text = values.getOrDefault(key, "").strip();
        if (text.isEmpty()) {
            return defaultValue;
        }
        try {
            Optional<? extends T> value = reader.apply(text);
            if (value.isPresent()) {
                return value.get();
            }
        } catch (NumberFormatException | ArithmeticException | InvalidPathException e) {
            throw new SettingException(key, text, form, meaning);
        }
        throw new SettingException(key, text, form, meaning);
    }
}

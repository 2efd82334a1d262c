package io.runfolio.api.request;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads query parameters and collects all errors for one response.
 *
 * <p>Unknown parameters are errors, so that a misspelled filter is not mistaken for a result.
 */
public final class QueryParameters {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final ApiRequest request;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> wrong = new ArrayList<>();

    public QueryParameters(ApiRequest request) {
        this.request = request;
    }

    /** Returns a text that must be given once. */
    public Optional<String> text(String name, int most) {
        List<String> values = values(name);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String value = values.get(0);
        if (values.size() > 1) {
            return refuse(name, "must be given once");
        }
        if (value.isEmpty() || value.length() > most || value.indexOf('\0') >= 0) {
            return refuse(name, "must be a text of 1 to " + most + " characters");
        }
        return Optional.of(value);
    }

    public Optional<String> text(String name) {
        return text(name, 500);
    }

    /** Returns texts that may be repeated. */
    List<String> texts(String name) {
        List<String> values = values(name);
        boolean fine = values.size() <= 50
                && values.stream()
                        .allMatch(value -> !value.isEmpty() && value.length() <= 500 && value.indexOf('\0') < 0);
        if (!fine) {
            refuse(name, "must be at most 50 texts of 1 to 500 characters");
        }
        return values;
    }

    /** Returns values of a fixed list that may be repeated. */
    public List<String> words(String name, List<String> allowed) {
        List<String> values = values(name);
        if (!allowed.containsAll(values) || values.size() > 50) {
            refuse(name, "must be one of " + String.join(", ", allowed));
        }
        return values;
    }

    /** Returns required texts that may be repeated or comma-separated. */
    public List<String> list(String name, int most) {
        List<String> values = values(name).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .distinct()
                .toList();
        boolean fine = !values.isEmpty()
                && values.size() <= most
                && values.stream().allMatch(value -> !value.isEmpty() && value.length() <= 500);
        if (!fine) {
            refuse(name, values.isEmpty() ? "is required" : "must be 1 to " + most + " texts");
        }
        return values;
    }

    public Optional<Integer> whole(String name, int least, int most) {
        return number(name, least, most).map(Long::intValue);
    }

    public Optional<Long> number(String name, long least, long most) {
        return text(name, 30).flatMap(text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            return refuse(name, "must be a whole number from " + least + " to " + most);
        });
    }

    /** Returns integers that may be repeated. */
    public List<Integer> wholes(String name, int least, int most, int count) {
        List<Integer> numbers = new ArrayList<>();
        for (String text : values(name)) {
            try {
                numbers.add(Integer.parseInt(text));
            } catch (NumberFormatException e) {
                numbers.add(Integer.MIN_VALUE);
            }
        }
        if (numbers.size() > count || numbers.stream().anyMatch(number -> number < least || number > most)) {
            refuse(name, "must be at most " + count + " whole numbers from " + least + " to " + most);
        }
        return numbers;
    }

    public boolean flag(String name) {
        return text(name, 5)
                .flatMap(text -> text.equals("true") || text.equals("false")
                        ? Optional.of(text.equals("true"))
                        : refuse(name, "must be true or false"))
                .orElse(false);
    }

    /** Returns an instant; a date is the start of its day in UTC. */
    Optional<Instant> instant(String name) {
        return text(name, 50).flatMap(text -> {
            try {
                Instant instant = text.length() == 10
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
                if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
                    return Optional.of(instant);
                }
                return refuse(name, "must be in the years 1 to 9999");
            } catch (DateTimeException e) {
                return refuse(name, "must be a time such as 2026-03-26T21:45:12Z, or a date");
            }
        });
    }

    /** Throws 422 if there are errors or unknown parameters. */
    public void check() {
        request.query().keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name ->
                        wrong.add((name.length() > 100 ? name.substring(0, 100) + "…" : name) + " is not known"));
        if (!wrong.isEmpty()) {
            throw ApiException.invalid("query_invalid", wrong);
        }
    }

    public <T> Optional<T> refuse(String name, String why) {
        wrong.add(name + " " + why);
        return Optional.empty();
    }

    private List<String> values(String name) {
        known.add(name);
        return request.query().getOrDefault(name, List.of());
    }
}

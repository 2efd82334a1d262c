package io.runfolio.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Parser of {@code Retry-After}: seconds, or a date. */
public final class RetryAfter {
    private static final Duration MAX = Duration.ofHours(1);

    private RetryAfter() {}

    /** Returns the delay, at most an hour; empty if the value has neither form. */
    public static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        try {
            Duration delay = text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            Duration positive = delay.isNegative() ? Duration.ZERO : delay;
            return Optional.of(positive.compareTo(MAX) > 0 ? MAX : positive);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

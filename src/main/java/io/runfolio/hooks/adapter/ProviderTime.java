package io.runfolio.hooks.adapter;

import io.runfolio.json.IsoTimestamp;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times of providers: ISO 8601, or seconds, milliseconds or microseconds since 1970. */
final class ProviderTime {
    private static final BigDecimal MAX_SECONDS = new BigDecimal("100000000000");
    private static final BigDecimal THOUSAND = new BigDecimal(1_000);
    private static final int MAX_TEXT = 60;

    private ProviderTime() {}

    /** Parses a time between 1970 and 9999. Numbers beyond 10^11 are milliseconds, beyond 10^14 microseconds. */
    static Optional<Instant> parse(Object value) {
        if (value instanceof Instant instant) {
            return Optional.of(instant);
        }
        if (value instanceof String text && !text.strip().matches("\\d{9,19}(\\.\\d{1,9})?")) {
            return text.length() > MAX_TEXT
                    ? Optional.empty()
                    : IsoTimestamp.parse(text.strip())
                            .map(read -> read.time().toInstant())
                            .filter(ProviderTime::isUsable);
        }
        return Values.number(value).flatMap(ProviderTime::ofEpoch);
    }

    private static Optional<Instant> ofEpoch(Number number) {
        try {
            BigDecimal seconds = new BigDecimal(number.toString());
            for (int unit = 0; unit < 3 && seconds.compareTo(MAX_SECONDS) >= 0; unit++) {
                seconds = seconds.divide(THOUSAND);
            }
            if (seconds.compareTo(MAX_SECONDS) >= 0 || seconds.signum() <= 0) {
                return Optional.empty();
            }
            long whole = seconds.longValue();
            long nanos =
                    seconds.subtract(new BigDecimal(whole)).movePointRight(9).longValue();
            return Optional.of(Instant.ofEpochSecond(whole, nanos)).filter(ProviderTime::isUsable);
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isUsable(Instant time) {
        int year = time.atOffset(ZoneOffset.UTC).getYear();
        return year >= 1970 && year <= 9998;
    }

    /** Returns a time in UTC with at most milliseconds. */
    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}

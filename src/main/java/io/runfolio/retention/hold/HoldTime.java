package io.runfolio.retention.hold;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** End of a hold as persons write it. */
public final class HoldTime {
    private static final Pattern LENGTH = Pattern.compile("([1-9][0-9]{0,4})([dwmy])");

    private HoldTime() {}

    /**
     * Parses a day, a time with offset, or a length from now.
     *
     * <p>A day such as {@code 2027-01-31} is included, in UTC. Lengths are {@code 90d}, {@code 12w}, {@code 6m} or
     * {@code 7y}.
     *
     * @throws InvalidHoldException if it is not one of these
     */
    public static Instant parse(String text, Instant now) {
        try {
            Matcher length = LENGTH.matcher(text);
            if (length.matches()) {
                return now.atOffset(ZoneOffset.UTC)
                        .plus(period(Integer.parseInt(length.group(1)), length.group(2)))
                        .toInstant();
            }
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidHoldException("until must be a day, a time with offset, or a length: 2027-01-31, "
                    + "2027-01-31T12:00:00Z, 90d, 12w, 6m or 7y");
        }
    }

    private static Period period(int count, String unit) {
        return switch (unit) {
            case "d" -> Period.ofDays(count);
            case "w" -> Period.ofWeeks(count);
            case "m" -> Period.ofMonths(count);
            default -> Period.ofYears(count);
        };
    }
}

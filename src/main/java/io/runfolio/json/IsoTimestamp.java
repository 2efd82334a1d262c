package io.runfolio.json;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Time in ISO 8601, parsed as Python's {@code datetime.fromisoformat} does.
 *
 * <p>Accepted are also a date alone, the basic format, a comma before the fraction and offsets without colon. A time
 * without offset is in UTC. Digits beyond microseconds are cut off.
 *
 * @param time the time, in its own offset
 * @param deviation difference from RFC 3339 with at most six digits of fraction, in words; empty without one
 */
public record IsoTimestamp(OffsetDateTime time, String deviation) {
    private static final Pattern FORM = Pattern.compile("(\\d{4})(-?)(\\d{2})\\2(\\d{2})"
            + "(?:([Tt _])(\\d{2})(?:(:?)(\\d{2})(?:\\7(\\d{2})(?:([.,])(\\d{1,50}))?)?)?"
            + "\\s?([Zz]|UTC|GMT|([+-])(\\d{2})(?::?(\\d{2})(?::?(\\d{2}))?)?)?)?");
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,6})?(?:Z|[+-]\\d{2}:\\d{2})");
    private static final int NANO_DIGITS = 9;

    /** Parses a time; empty if the text is not one. */
    public static Optional<IsoTimestamp> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.of(number(form, 1), number(form, 3), number(form, 4));
            LocalTime time = LocalTime.of(number(form, 6), number(form, 8), number(form, 9), nanos(form.group(11)));
            return Optional.of(new IsoTimestamp(OffsetDateTime.of(date, time, offset(form)), deviation(text, form)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String deviation(String text, Matcher form) {
        if (RFC_3339.matcher(text).matches()) {
            return "";
        }
        if (form.group(6) == null) {
            return "has no time of day and no offset; midnight in UTC is assumed";
        }
        if (form.group(12) == null) {
            return "has no offset; UTC is assumed";
        }
        return form.group(11) != null && form.group(11).length() > 6
                ? "has more digits than microseconds; the rest is cut off"
                : "is not in the form of RFC 3339, such as 2026-03-26T21:45:12+00:00";
    }

    private static int nanos(String fraction) {
        if (fraction == null) {
            return 0;
        }
        String micros = (fraction + "000000").substring(0, 6);
        return Integer.parseInt(micros) * (int) Math.pow(10, NANO_DIGITS - 6);
    }

    private static ZoneOffset offset(Matcher form) {
        if (form.group(13) == null) {
            return ZoneOffset.UTC;
        }
        int sign = form.group(13).equals("-") ? -1 : 1;
        return ZoneOffset.ofHoursMinutesSeconds(
                sign * number(form, 14), sign * number(form, 15), sign * number(form, 16));
    }

    private static int number(Matcher form, int group) {
        return form.group(group) == null ? 0 : Integer.parseInt(form.group(group));
    }

    /** Returns a warning about a field whose value deviates; empty without a deviation. */
    public Optional<String> warning(String field, String text) {
        return deviation.isEmpty()
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%s \"%s\" %s: %s.", field, text, deviation, time));
    }
}

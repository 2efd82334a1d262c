package io.runfolio.run;

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
 * A time in ISO 8601 as Python's {@code datetime.fromisoformat} reads it: date only, basic format, a comma before the fraction, offsets without colon. Without offset it is UTC. Digits beyond
 * microseconds are cut off.
 *
 * @param time the time, in its own offset
 * @param oddities what differs from RFC 3339 with at most six digits of fraction, in words; empty if nothing does
 */
public record IsoTime(OffsetDateTime time, String oddities) {
    private static final Pattern FORM = Pattern.compile("(\\d{4})(-?)(\\d{2})\\2(\\d{2})"
            + "(?:([Tt _])(\\d{2})(?:(:?)(\\d{2})(?:\\7(\\d{2})(?:([.,])(\\d{1,50}))?)?)?"
            + "\\s?([Zz]|UTC|GMT|([+-])(\\d{2})(?::?(\\d{2})(?::?(\\d{2}))?)?)?)?");
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,6})?(?:Z|[+-]\\d{2}:\\d{2})");
    private static final int NANO_DIGITS = 9;

    /** Returns the time that a text stands for; empty if it stands for none. */
    public static Optional<IsoTime> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.of(number(form, 1), number(form, 3), number(form, 4));
            LocalTime time = LocalTime.of(number(form, 6), number(form, 8), number(form, 9), nanos(form.group(11)));
            return Optional.of(new IsoTime(OffsetDateTime.of(date, time, offset(form)), oddities(text, form)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String oddities(String text, Matcher form) {
        if (RFC_3339.matcher(text).matches()) {
            return "";
        }
        if (form.group(6) == null) {
            return "has no time of day and no offset; it counts as midnight, UTC";
        }
        if (form.group(12) == null) {
            return "has no offset; it counts as UTC";
        }
        return form.group(11) != null && form.group(11).length() > 6
                ? "has more digits than microseconds; the rest is cut off"
                : "is not written as RFC 3339 has it, such as 2026-03-26T21:45:12+00:00";
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

    /** Returns the oddities as a warning about a field; empty without oddities. */
    public Optional<String> warning(String field, String text) {
        return oddities.isEmpty()
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%s \"%s\" %s: %s.", field, text, oddities, time));
    }
}

package io.runfolio.share;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the end of a link or URL: a duration such as {@code 7d}, or an instant. */
public final class ShareExpiry {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(s|m|h|d|w)");
    private static final Duration MIN = Duration.ofSeconds(1);

    private ShareExpiry() {}

    /**
     * Returns the end.
     *
     * @param text duration such as {@code 30m}, {@code 12h}, {@code 7d} or {@code 2w}, or an ISO-8601 time with offset
     * @param max maximum lifetime
     * @throws ShareException if it has another form, is not in the future or exceeds the maximum
     */
    public static Instant parse(String text, Instant now, Duration max) {
        Instant end = instant(text.strip(), now);
        if (end.isBefore(now.plus(MIN))) {
            throw new ShareException("expires must be in the future");
        }
        if (end.isAfter(now.plus(max))) {
            throw new ShareException("expires must be at most " + shown(max) + " from now");
        }
        return end;
    }

    private static Instant instant(String text, Instant now) {
        Matcher matcher = DURATION.matcher(text);
        try {
            return matcher.matches()
                    ? now.plus(duration(Long.parseLong(matcher.group(1)), matcher.group(2)))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw new ShareException("expires must be a duration such as 30m, 12h or 7d, or a time with offset");
        }
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }

    private static String shown(Duration max) {
        if (max.equals(Duration.ofDays(max.toDays()))) {
            return max.toDays() + "d";
        }
        return max.equals(Duration.ofHours(max.toHours())) ? max.toHours() + "h" : max.toSeconds() + "s";
    }
}

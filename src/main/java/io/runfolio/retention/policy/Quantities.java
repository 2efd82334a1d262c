package io.runfolio.retention.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the ages, sizes and shares of a policy. */
final class Quantities {
    static final String AGE_FORM = "an age such as 12h, 30d, 8w or 1y (365 days)";
    static final String SIZE_FORM = "a size such as 500GB, 2TB or 2TiB";
    static final String UNTIL_FORM = "a share of the limit such as 80%, or a size such as 1.6TB";
    private static final Pattern AGE = Pattern.compile("(\\d{1,5})\\s*(h|d|w|y)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*([KMGTP]i?)?B");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3})\\s*%");
    private static final int HUNDRED = 100;
    private static final Map<String, Long> UNITS = Map.of(
            "K",
            1_000L,
            "M",
            1_000_000L,
            "G",
            1_000_000_000L,
            "T",
            1_000_000_000_000L,
            "P",
            1_000_000_000_000_000L,
            "Ki",
            1L << 10,
            "Mi",
            1L << 20,
            "Gi",
            1L << 30,
            "Ti",
            1L << 40,
            "Pi",
            1L << 50);

    private Quantities() {}

    static Optional<Duration> age(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "h" -> Duration.ofHours(count);
                    case "d" -> Duration.ofDays(count);
                    case "w" -> Duration.ofDays(count * 7);
                    default -> Duration.ofDays(count * 365);
                });
    }

    static OptionalLong size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long unit = matcher.group(2) == null ? 1 : UNITS.get(matcher.group(2));
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes.setScale(0, RoundingMode.DOWN).longValue());
    }

    /** Returns the size at which a rule ends, of a share of the limit or a size. */
    static OptionalLong until(String text, long limit) {
        Matcher matcher = SHARE.matcher(text);
        if (!matcher.matches()) {
            return size(text);
        }
        int share = Integer.parseInt(matcher.group(1));
        return share > HUNDRED
                ? OptionalLong.empty()
                : OptionalLong.of(BigDecimal.valueOf(limit)
                        .multiply(BigDecimal.valueOf(share))
                        .divide(BigDecimal.valueOf(HUNDRED), 0, RoundingMode.DOWN)
                        .longValue());
    }
}

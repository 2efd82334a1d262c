package io.runfolio.cli.retention;

import java.util.Locale;

/** Sizes for people, in the decimal units of a policy. */
final class ByteWords {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final double STEP = 1_000;
    private static final double ROUNDED_STEP = 999.5;

    private ByteWords() {}

    static String of(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= ROUNDED_STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        String format = unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, value, UNITS[unit]);
    }
}

package io.runfolio.run;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Ids of runs: {@code YYYYMMDD_HHMMSS_<model>[_<slug>][_<NN>]}. The time is in UTC; an id has at most
 * {@value #MAX_BYTES} bytes of ASCII.
 */
public final class RunId {
    /** Maximum length in bytes, so that the id and its suffixes fit every common file system. */
    public static final int MAX_BYTES = 120;

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);

    private RunId() {}

    /**
     * Returns the {@code ordinal}-th candidate id for a time, model and slug. The first has no suffix, the second ends
     * in {@code _02}.
     *
     * @param createdAt time of the run; converted to UTC
     * @param modelKey the model; {@code run} is used if it has no slug
     * @param slug slug of the run, if any
     * @param ordinal 1 or more
     */
    public static String of(OffsetDateTime createdAt, String modelKey, Optional<String> slug, int ordinal) {
        String stamp = STAMP.format(createdAt.withOffsetSameInstant(ZoneOffset.UTC));
        String words = Slug.of(modelKey).orElse("run")
                + slug.flatMap(Slug::of).map(word -> "_" + word).orElse("");
        String suffix = ordinal == 1 ? "" : String.format(Locale.ROOT, "_%02d", ordinal);
        int room = MAX_BYTES - stamp.length() - 1 - suffix.length();
        return stamp + "_" + cut(words, room) + suffix;
    }

    /** Returns the name of the day folder, the UTC date, such as {@code 2026-03-26}. */
    public static String day(OffsetDateTime createdAt) {
        return DAY.format(createdAt.withOffsetSameInstant(ZoneOffset.UTC));
    }

    private static String cut(String words, int room) {
        if (words.length() <= room) {
            return words;
        }
        String start = words.substring(0, room);
        return start.endsWith("_") ? start.substring(0, room - 1) : start;
    }
}

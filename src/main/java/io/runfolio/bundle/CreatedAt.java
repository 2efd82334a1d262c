package io.runfolio.bundle;

import io.runfolio.json.IsoTimestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** Text form of {@code created_at}: that of Python's {@code datetime.isoformat()}, in the event's own offset. */
public final class CreatedAt {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private CreatedAt() {}

    /** Formats a time with seconds, with microseconds if they are not 0, and {@code +00:00} for UTC. */
    public static String format(OffsetDateTime time) {
        int micros = time.get(ChronoField.MICRO_OF_SECOND);
        String fraction =
                micros == 0 ? "" : "." + String.valueOf(1_000_000 + micros).substring(1);
        String offset = time.getOffset().equals(ZoneOffset.UTC)
                ? "+00:00"
                : time.getOffset().getId();
        return SECONDS.format(time) + fraction + offset;
    }

    /** Parses an instant. A text without offset, as of other programs, counts as UTC. Empty if it is not a time. */
    public static Optional<Instant> instant(String text) {
        if (text == null) {
            return Optional.empty();
        }
        return parse(text, value -> OffsetDateTime.parse(value).toInstant())
                .or(() -> IsoTimestamp.parse(text).map(read -> read.time().toInstant()));
    }

    private static Optional<Instant> parse(String text, java.util.function.Function<String, Instant> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

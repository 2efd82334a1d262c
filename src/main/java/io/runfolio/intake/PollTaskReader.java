package io.runfolio.intake;

import io.runfolio.json.IsoTimestamp;
import io.runfolio.json.TextForm;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code poll} block of an event. */
final class PollTaskReader {
    private static final int MAX_ID = 500;
    private static final int MAX_URL = 2_000;
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_INTERVAL = Duration.ofHours(1);
    private static final Duration MAX_PATIENCE = Duration.ofDays(30);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,7}) ?(s|m|h|d)");
    private static final TextForm NAME =
            TextForm.matching(Pattern.compile("[a-z0-9][a-z0-9_-]{0,59}"), "the name of an adapter, such as replicate");
    private static final TextForm URL = TextForm.matching(
            Pattern.compile("https?://[^\\s/?#@]+([/?#][^\\s]*)?"), "an http or https URL without user");

    private PollTaskReader() {}

    static PollTask read(EventFields poll, String model, String path) {
        String adapter = poll.text("adapter", NAME).orElseThrow(() -> missing(poll, "adapter"));
        String taskId = poll.text("task_id", TextForm.ofLength(1, MAX_ID)).orElseThrow(() -> missing(poll, "task_id"));
        Optional<String> url = poll.text("url", URL);
        if (url.isPresent() && url.get().length() > MAX_URL) {
            throw bad(poll, "url", "has more than " + MAX_URL + " characters");
        }
        Optional<Duration> interval = duration(poll, "interval", MIN_INTERVAL, MAX_INTERVAL);
        Optional<String> deadline = poll.text("deadline", TextForm.NOT_BLANK);
        boolean relative =
                deadline.filter(text -> DURATION.matcher(text).matches()).isPresent();
        PollTask task = new PollTask(
                adapter,
                taskId,
                model,
                url,
                interval,
                relative ? duration(poll, "deadline", MIN_INTERVAL, MAX_PATIENCE) : Optional.empty(),
                relative
                        ? Optional.empty()
                        : deadline.map(text -> IsoTimestamp.parse(text.strip())
                                .orElseThrow(() ->
                                        bad(poll, "deadline", "must be a duration such as 2h, or an ISO-8601 time"))
                                .time()
                                .toInstant()),
                path);
        poll.close();
        return task;
    }

    private static Optional<Duration> duration(EventFields poll, String name, Duration min, Duration max) {
        return poll.text(name, TextForm.NOT_BLANK).map(text -> {
            Matcher matcher = DURATION.matcher(text);
            Duration found = matcher.matches() ? duration(matcher) : Duration.ZERO;
            if (found.compareTo(min) < 0 || found.compareTo(max) > 0) {
                throw bad(poll, name, "must be a duration from " + words(min) + " to " + words(max) + ", such as 10s");
            }
            return found;
        });
    }

    private static Duration duration(Matcher matcher) {
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static String words(Duration time) {
        return time.toHours() > 1 ? time.toDays() + "d" : time.toHours() == 1 ? "1h" : time.toSeconds() + "s";
    }

    private static RefusedEventException missing(EventFields poll, String name) {
        return new RefusedEventException(
                "missing_field", poll.at(name), "`" + poll.at(name) + "` is required in a poll block.");
    }

    private static RefusedEventException bad(EventFields poll, String name, String rule) {
        return new RefusedEventException("bad_value", poll.at(name), "`" + poll.at(name) + "` " + rule + ".");
    }
}

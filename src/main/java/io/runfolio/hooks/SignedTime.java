package io.runfolio.hooks;

import io.runfolio.hooks.HookRefusedException.Rule;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;

/** Window for signed times, in seconds since 1970. */
final class SignedTime {
    private static final Pattern SECONDS = Pattern.compile("\\d{9,12}");

    private final Clock clock;
    private final Duration window;

    SignedTime(Clock clock, Duration window) {
        this.clock = clock;
        this.window = window;
    }

    /** Checks a time, which may be ahead of the clock as well as behind it. */
    void check(String text) {
        if (!SECONDS.matcher(text).matches()) {
            throw new HookRefusedException(Rule.UNSIGNED);
        }
        long distance = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(text));
        if (distance > window.toSeconds()) {
            throw new HookRefusedException(Rule.LATE);
        }
    }
}

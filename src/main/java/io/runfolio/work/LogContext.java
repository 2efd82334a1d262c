package io.runfolio.work;

import io.runfolio.json.SecretMask;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/** Adds the event's and the run's name to every log line until it is closed. */
public final class LogContext implements AutoCloseable {
    private static final String EVENT = "event";
    private static final String RUN = "run";
    private static final Pattern FORGING =
            Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    /** Masks secrets in logs, even where records may keep them. */
    private static final SecretMask MASK = SecretMask.standard();

    private LogContext() {}

    public static LogContext event(String name) {
        MDC.put(EVENT, printable(name));
        return new LogContext();
    }

    public static LogContext run(String eventId, String runId) {
        MDC.put(EVENT, printable(eventId));
        MDC.put(RUN, runId);
        return new LogContext();
    }

    /** Replaces control characters and text direction marks, which could forge or hide log lines. */
    public static String printable(String text) {
        String known = MASK.message(text);
        String shown = known.length() > 200 ? known.substring(0, 200) + "…" : known;
        return FORGING.matcher(shown).replaceAll("?");
    }

    @Override
    public void close() {
        MDC.remove(EVENT);
        MDC.remove(RUN);
    }
}

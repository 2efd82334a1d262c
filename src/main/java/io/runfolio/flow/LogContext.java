package io.runfolio.flow;

import io.runfolio.json.SecretMask;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/** Puts the event's and the run's names on every log line that is written until it is closed. */
final class LogContext implements AutoCloseable {
    private static final String EVENT = "event";
    private static final String RUN = "run";
    private static final Pattern FORGING =
            Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    /** Logs have no secrets even where records may have them. */
    private static final SecretMask MASK = SecretMask.standard();

    private LogContext() {}

    static LogContext event(String name) {
        MDC.put(EVENT, printable(name));
        return new LogContext();
    }

    static LogContext run(String eventId, String runId) {
        MDC.put(EVENT, printable(eventId));
        MDC.put(RUN, runId);
        return new LogContext();
    }

    /** Names come from outside: what could forge a line or turn it around is shown as a question mark. */
    static String printable(String text) {
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

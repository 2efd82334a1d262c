package io.runfolio.coordination;

import io.runfolio.intake.RefusedEventException;
import java.util.List;
import java.util.Map;

/** Rule of the number of attempts at an event. */
public final class AttemptLimit {
    private AttemptLimit() {}

    /** Returns whether the next attempt is the last one allowed; false for an event that was never tried. */
    public static boolean isLast(int counted, int maxAttempts) {
        return counted > 0 && counted >= maxAttempts - 1;
    }

    /**
     * Returns the refusal of an event that has no attempt left.
     *
     * @param counted number of attempts, without those that were withdrawn
     * @param failures reasons of failed attempts, as {@link AttemptLines#failures} returns them
     */
    public static RefusedEventException exhausted(int counted, List<Map<String, Object>> failures) {
        String last = failures.isEmpty()
                ? ""
                : "; the last failure was: " + failures.get(failures.size() - 1).get("reason");
        return new RefusedEventException(
                "attempts_exhausted",
                "",
                "It was started " + counted + " times and never completed" + last
                        + ". Remove the cause, then run `runfolio failed retry`.");
    }
}

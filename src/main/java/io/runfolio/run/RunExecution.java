package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;

/**
 * Course of a run at the provider: its times, its steps and its cost. Fields that are not known are null or empty; they
 * are left out of the event's text, so that a keyless event keeps the identity of earlier versions.
 *
 * @param timing times and durations, or null
 * @param steps steps in their order
 * @param cost cost, or null
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunExecution(Timing timing, List<Step> steps, Cost cost) {
    /** An execution of which nothing is known. */
    public static final RunExecution NONE = new RunExecution(null, List.of(), null);

    public RunExecution {
        steps = ImmutableCopies.list(steps);
    }

    /**
     * Times in ISO 8601 and durations in seconds, as the event gives them.
     *
     * @param queueSeconds time in the provider's queue
     * @param runSeconds time of the work itself
     * @param totalSeconds time from the request to the result
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Timing(
            String createdAt,
            String queuedAt,
            String startedAt,
            String completedAt,
            Number queueSeconds,
            Number runSeconds,
            Number totalSeconds) {}

    /** One step: times in ISO 8601, its duration in seconds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            String name,
            String state,
            String startedAt,
            String completedAt,
            Number durationSeconds,
            String model,
            String message) {}

    /**
     * Cost of a run.
     *
     * @param amount amount of money
     * @param currency currency of the amount, such as {@code USD}
     * @param units amount in the provider's own unit
     * @param unit name of that unit, such as {@code credits}
     * @param provider the provider's own figures: any JSON
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cost(Number amount, String currency, Number units, String unit, Object provider) {
        /** Returns the cost in a few words, such as {@code 0.04 USD} or {@code 25 credits}; empty if unknown. */
        public String summary() {
            if (amount != null) {
                return plain(amount) + (currency == null ? "" : " " + currency);
            }
            return units == null ? "" : plain(units) + (unit == null ? " units" : " " + unit);
        }

        private static String plain(Number number) {
            return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
        }
    }

    /** Returns whether nothing is known. */
    @JsonIgnore
    public boolean isEmpty() {
        return timing == null && steps.isEmpty() && cost == null;
    }
}

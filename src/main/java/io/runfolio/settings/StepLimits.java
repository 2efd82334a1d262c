package io.runfolio.settings;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Attempts and time of a step.
 *
 * @param attempts attempts at a step before it has failed; default 3
 * @param retryDelay delay before the second attempt, doubled for each further one up to 5 minutes; default 2 s
 * @param timeout time for one attempt; default 10 minutes
 */
public record StepLimits(int attempts, Duration retryDelay, Duration timeout) {
    private static final String ATTEMPTS = "runfolio.workflow.attempts";
    private static final String RETRY_DELAY = "runfolio.workflow.retry-delay";
    private static final String TIMEOUT = "runfolio.workflow.timeout";
    private static final String ATTEMPTS_MEANING = "attempts at a step before it has failed";
    private static final String RETRY_DELAY_MEANING = "delay before the second attempt at a step";
    private static final String TIMEOUT_MEANING = "time for one attempt at a step";
    private static final int MAX_ATTEMPTS = 100;
    private static final Duration MAX_DELAY = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 30;
    private static final Pattern KIND = Pattern.compile(StepKindSetting.KIND);

    static StepLimits read(SettingReader values) {
        return new StepLimits(
                values.integer(ATTEMPTS, 3, 1, MAX_ATTEMPTS, ATTEMPTS_MEANING),
                values.duration(RETRY_DELAY, Duration.ofSeconds(2), RETRY_DELAY_MEANING),
                timeout(values, TIMEOUT, Duration.ofMinutes(10)));
    }

    /** Returns the limits of the kinds that have a value of their own. */
    static Map<String, StepLimits> readKinds(SettingReader values, StepLimits defaults) {
        Map<String, StepLimits> kinds = new TreeMap<>();
        for (String prefix : new String[] {ATTEMPTS, RETRY_DELAY, TIMEOUT}) {
            values.namesBelow(prefix + ".").stream()
                    .filter(kind -> KIND.matcher(kind).matches())
                    .forEach(kind -> kinds.put(kind, of(values, kind, defaults)));
        }
        return kinds;
    }

    private static StepLimits of(SettingReader values, String kind, StepLimits defaults) {
        return new StepLimits(
                values.integer(ATTEMPTS + "." + kind, defaults.attempts(), 1, MAX_ATTEMPTS, ATTEMPTS_MEANING),
                values.duration(RETRY_DELAY + "." + kind, defaults.retryDelay(), RETRY_DELAY_MEANING),
                timeout(values, TIMEOUT + "." + kind, defaults.timeout()));
    }

    private static Duration timeout(SettingReader values, String key, Duration defaultValue) {
        Duration timeout = values.duration(key, defaultValue, TIMEOUT_MEANING);
        if (timeout.isZero()) {
            throw new SettingException(key, key + " must not be 0: it is the " + TIMEOUT_MEANING);
        }
        return timeout;
    }

    /** Returns the keys that a kind has a value of its own for, without the name of the kind. */
    static String[] prefixes() {
        return new String[] {ATTEMPTS, RETRY_DELAY, TIMEOUT};
    }

    /**
     * Returns the delay before the next attempt.
     *
     * @param failed number of failed attempts; 1 is the first
     * @param wanted delay that the endpoint asks for, which is kept if it is longer
     */
    public Duration delayAfter(int failed, Optional<Duration> wanted) {
        int doublings = Math.min(MAX_DOUBLINGS, Math.max(0, failed - 1));
        Duration delay = retryDelay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : retryDelay.multipliedBy(1L << doublings);
        Duration own = delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay;
        return wanted.filter(asked -> asked.compareTo(own) > 0).orElse(own);
    }
}

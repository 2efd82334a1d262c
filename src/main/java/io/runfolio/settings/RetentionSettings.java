package io.runfolio.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Retention: what is removed by policies, and when.
 *
 * @param policy file with the rules; empty for no retention, which is the default
 * @param environment environment of runs that name none; empty if not set
 * @param schedule cron expression of the worker's own plans, in the form of Quartz; empty for none, which is the
 *     default
 * @param grace time for which removed files stay in the trash; default 30 days
 * @param planTtl time for which a plan can be applied; default 7 days
 */
public record RetentionSettings(
        Optional<Path> policy, String environment, String schedule, Duration grace, Duration planTtl) {
    /** Key of the schedule, for messages. */
    public static final String SCHEDULE = "runfolio.retention.schedule";

    /** Key of the policy, for messages. */
    public static final String POLICY = "runfolio.retention.policy";

    private static final Pattern LINE = Pattern.compile("\\S(?:.{0,98}\\S)?");

    public RetentionSettings {
        policy = policy.map(file -> file.toAbsolutePath().normalize());
    }

    static RetentionSettings read(SettingReader values) {
        RetentionSettings settings = new RetentionSettings(
                values.path(POLICY, "file with the rules of retention"),
                values.text(
                        "runfolio.retention.environment",
                        "",
                        "a text of 1 to 100 characters",
                        LINE,
                        "environment of runs that name none"),
                values.text(
                        SCHEDULE,
                        "",
                        "a cron expression of six fields such as 0 0 3 * * ? (3:00 each day)",
                        LINE, // the worker checks its fields when it starts
                        "times at which the worker makes and applies a plan"),
                values.duration(
                        "runfolio.retention.grace",
                        Duration.ofDays(30),
                        "time for which removed files can be restored"),
                values.duration(
                        "runfolio.retention.plan-ttl", Duration.ofDays(7), "time for which a plan can be applied"));
        if (settings.isScheduled() && settings.policy.isEmpty()) {
            throw new SettingException(
                    SCHEDULE, SCHEDULE + " has no effect without " + POLICY + ": set it, or remove the schedule");
        }
        return settings;
    }

    /** Returns these settings with a policy if they have none. */
    public RetentionSettings withPolicy(Optional<Path> other) {
        return new RetentionSettings(policy.or(() -> other), environment, schedule, grace, planTtl);
    }

    /** Returns whether there is a policy. */
    public boolean isEnabled() {
        return policy.isPresent();
    }

    /** Returns whether the worker makes and applies plans by itself. */
    public boolean isScheduled() {
        return !schedule.isEmpty();
    }
}

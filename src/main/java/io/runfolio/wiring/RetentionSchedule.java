package io.runfolio.wiring;

import io.runfolio.settings.RetentionSettings;
import io.runfolio.settings.SettingException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.CronExpression;

/** Scheduler of the worker's own plans. */
final class RetentionSchedule {
    /** Route file that is loaded where a schedule is set. */
    static final String ROUTES = "7-retention";

    private RetentionSchedule() {}

    /** Returns what finds the next time of the schedule after another time; null after the last one. */
    static UnaryOperator<Instant> nextTime(RetentionSettings settings) {
        return time -> {
            try {
                Date next = new CronExpression(settings.schedule()).getNextValidTimeAfter(Date.from(time));
                return next == null ? null : next.toInstant();
            } catch (ParseException e) {
                return null; // prepare refuses it
            }
        };
    }

    /**
     * Checks the cron expression, and gives the scheduler one thread.
     *
     * @throws SettingException if the expression cannot be used
     */
    static void prepare(CamelContext context, RetentionSettings settings) {
        try {
            CronExpression.validateExpression(settings.schedule());
        } catch (ParseException e) {
            throw new SettingException(
                    RetentionSettings.SCHEDULE,
                    RetentionSettings.SCHEDULE + "=" + settings.schedule() + " is not a cron expression ("
                            + e.getMessage() + "): write second, minute, hour, day, month and weekday, such as"
                            + " 0 0 3 * * ?");
        }
        QuartzComponent quartz = context.getComponent("quartz", QuartzComponent.class);
        quartz.setEnableJmx(false);
        quartz.setProperties(Map.of(
                "org.quartz.scheduler.instanceName", "runfolio-" + context.getName(),
                "org.quartz.scheduler.makeSchedulerThreadDaemon", "true",
                "org.quartz.scheduler.skipUpdateCheck", "true",
                "org.quartz.threadPool.threadCount", "1"));
    }
}

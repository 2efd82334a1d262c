package io.runfolio.flow;

import io.runfolio.coordination.WaitPolicy;
import io.runfolio.coordination.Waiting;
import io.runfolio.hooks.poll.TaskPoller;
import io.runfolio.intake.PollTask;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import io.runfolio.settings.PollSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Lets events wait whose task at the provider has not ended, until its deadline at the latest. */
public final class PollWait implements WaitPolicy {
    /** State of these events. */
    public static final String STATE = "polling";

    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 20;

    private final PollSettings settings;
    private final Optional<TaskPoller> poller;
    private final Clock clock;

    /** @param poller checks the tasks; empty where polling is off */
    public PollWait(PollSettings settings, Optional<TaskPoller> poller, Clock clock) {
        this.settings = settings;
        this.poller = poller;
        this.clock = clock;
    }

    @Override
    public Optional<Waiting> check(RunEvent event, Optional<Waiting> before) {
        return event.poll().map(task -> {
            poller.orElseThrow(() -> new RefusedEventException(
                            "polling_off",
                            task.field(),
                            "The event waits for a task of " + task.adapter()
                                    + ", and this worker asks no provider: name its host in"
                                    + " runfolio.poll.allow-hosts, or send the final event."))
                    .check(task);
            return before.filter(waiting -> waiting.state().equals(STATE)).orElseGet(() -> first(task));
        });
    }

    /** Returns the state of an event that begins to wait. */
    Waiting first(PollTask task) {
        Instant now = clock.instant();
        Instant deadline =
                task.deadline().orElseGet(() -> now.plus(task.patience().orElse(settings.deadline())));
        return new Waiting(
                STATE,
                now.plus(interval(task)),
                deadline,
                now,
                "The task " + task.taskId() + " of " + task.adapter() + " was not asked for yet.");
    }

    /** Returns the state of an event whose task has not ended. */
    public Waiting next(PollTask task, Waiting before, String detail) {
        return at(clock.instant().plus(interval(task)), before, detail);
    }

    /**
     * Returns the state of an event whose task could not be asked for.
     *
     * @param failures failed requests in a row, this one included
     * @param asked pause that the provider asks for
     */
    public Waiting nextAfterTrouble(
            PollTask task, Waiting before, String detail, int failures, Optional<Duration> asked) {
        Duration longest = interval(task).compareTo(MAX_PAUSE) > 0 ? interval(task) : MAX_PAUSE;
        Duration doubled = interval(task).multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        Duration own = doubled.compareTo(longest) > 0 ? longest : doubled;
        Duration pause = asked.filter(time -> time.compareTo(own) > 0).orElse(own);
        return at(clock.instant().plus(pause), before, detail + " (" + failures + " times)");
    }

    private static Waiting at(Instant wakeAt, Waiting before, String detail) {
        return new Waiting(STATE, wakeAt, before.deadline(), before.since(), detail);
    }

    private Duration interval(PollTask task) {
        return task.interval().orElse(settings.interval());
    }

    /** Returns whether a task is given up. */
    public boolean isOver(Waiting waiting) {
        return !clock.instant().isBefore(waiting.deadline());
    }
}

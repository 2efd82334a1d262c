package io.runfolio.flow;

import io.runfolio.coordination.WaitPolicy;
import io.runfolio.coordination.Waiting;
import io.runfolio.fetch.FetchProgress;
import io.runfolio.fetch.SourceFetches;
import io.runfolio.intake.RunEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Lets events wait whose sources by URL have not come, until the deadline at the latest. */
public final class FetchWait implements WaitPolicy {
    /** State of these events. */
    public static final String STATE = "fetching";

    private final SourceFetches fetches;
    private final Duration deadline;
    private final Clock clock;

    public FetchWait(SourceFetches fetches, Duration deadline, Clock clock) {
        this.fetches = fetches;
        this.deadline = deadline;
        this.clock = clock;
    }

    @Override
    public Optional<Waiting> check(RunEvent event, Optional<Waiting> before) {
        Optional<FetchProgress> open = fetches.progress(event);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        boolean isRetried = before.isEmpty() && !now.isBefore(open.get().since().plus(deadline));
        FetchProgress progress = isRetried ? fetches.restart(event) : open.get();
        Instant end = progress.since().plus(deadline);
        if (!now.isBefore(end)) {
            fetches.giveUp(
                    event, "It was not fetched within " + deadline.toSeconds() + " s (runfolio.fetch.deadline).");
            return Optional.empty();
        }
        return Optional.of(
                new Waiting(STATE, progress.nextTry(), end, progress.since(), progress.detail(), progress.urgentBy()));
    }
}

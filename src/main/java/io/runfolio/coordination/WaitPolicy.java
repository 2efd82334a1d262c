package io.runfolio.coordination;

import io.runfolio.intake.RunEvent;
import java.util.Optional;

/** Decision whether an event must wait for something outside before it is bundled. Safe for use by several threads. */
public interface WaitPolicy {
    /**
     * Returns what an event has to wait for; empty if it can be bundled now.
     *
     * @param before what it has waited for until now; empty if it never waited
     */
    Optional<Waiting> check(RunEvent event, Optional<Waiting> before);
}

package io.runfolio.hooks.poll;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Result of a request for a task. */
public sealed interface PollOutcome {

    /** The task has not ended. */
    record Running(String detail) implements PollOutcome {}

    /**
     * The state of the task is not known; a later request may show it.
     *
     * @param detail what went wrong, as a sentence
     * @param delay time that the provider asks to wait
     */
    record Trouble(String detail, Optional<Duration> delay) implements PollOutcome {}

    /** The provider refuses the worker, so that every further request would fail too. */
    record Denied(String message) implements PollOutcome {}

    /**
     * The task has ended.
     *
     * @param result fields of a bare event: status, outputs and more
     */
    record Ended(Map<String, Object> result) implements PollOutcome {}
}

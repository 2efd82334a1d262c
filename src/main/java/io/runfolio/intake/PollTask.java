package io.runfolio.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Task of a provider that is still running, from the {@code poll} block of an event.
 *
 * @param adapter name of the adapter that reads the provider's responses
 * @param taskId the provider's id of the task
 * @param model model of the event
 * @param url address of the task's status; empty if the adapter makes it from the id
 * @param interval time between two requests; empty for the default
 * @param patience time until the task is given up; empty for the default, or if there is a deadline
 * @param deadline time from which the task is given up
 * @param field path of the block in the event, such as {@code data.poll}
 */
public record PollTask(
        String adapter,
        String taskId,
        String model,
        Optional<String> url,
        Optional<Duration> interval,
        Optional<Duration> patience,
        Optional<Instant> deadline,
        String field) {}

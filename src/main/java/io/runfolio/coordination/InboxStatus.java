package io.runfolio.coordination;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Counts of the events and workers of a queue folder.
 *
 * @param waiting events that no worker has claimed
 * @param parked events that wait for something outside, and those that a worker is trying after they have waited
 * @param claimed other events that a worker has claimed
 * @param done events that were bundled
 * @param failed events that were refused
 * @param workers workers that are alive
 * @param oldestWaiting age of the oldest waiting event
 * @param blocked waiting events whose claim the system refuses
 */
public record InboxStatus(
        long waiting,
        List<WaitingEvent> parked,
        long claimed,
        long done,
        long failed,
        long workers,
        Optional<Duration> oldestWaiting,
        List<BlockedEvent> blocked) {}

package io.runfolio.coordination.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counters in the memory of one server. All begin again at once, so that their number is bounded. */
public final class MemoryAttempts implements AttemptCounters {
    private final Clock clock;
    private final Map<String, Integer> counts = new HashMap<>();
    private Instant windowEnd = Instant.MIN;

    /** @param clock decides when the counters begin again */
    public MemoryAttempts(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized boolean count(List<Limit> limits) {
        forgetOld();
        if (limits.stream().anyMatch(this::isFull)) {
            return false;
        }
        if (counts.isEmpty()) {
            windowEnd = clock.instant().plus(WINDOW);
        }
        limits.forEach(limit -> counts.merge(limit.counter(), 1, Integer::sum));
        return true;
    }

    @Override
    public synchronized void takeBack(List<Limit> limits) {
        limits.forEach(
                limit -> counts.computeIfPresent(limit.counter(), (name, count) -> count == 1 ? null : count - 1));
    }

    @Override
    public synchronized Duration untilRoom(List<Limit> limits) {
        Duration left = Duration.between(clock.instant(), windowEnd);
        return left.isNegative() || limits.stream().noneMatch(this::isFull) ? Duration.ZERO : left;
    }

    private boolean isFull(Limit limit) {
        return counts.getOrDefault(limit.counter(), 0) >= limit.max();
    }

    private void forgetOld() {
        if (!clock.instant().isBefore(windowEnd)) {
            counts.clear();
        }
    }
}

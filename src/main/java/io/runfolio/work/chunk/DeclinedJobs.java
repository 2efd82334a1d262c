package io.runfolio.work.chunk;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Jobs that this worker cannot help with for a while, such as those whose clip it cannot read. Thread-safe. */
final class DeclinedJobs {
    private static final long NANOS = Duration.ofSeconds(15).toNanos();

    private final Map<String, Long> since = new ConcurrentHashMap<>();

    void add(String job) {
        since.put(job, System.nanoTime());
    }

    List<String> jobs() {
        long now = System.nanoTime();
        since.values().removeIf(declined -> now - declined > NANOS);
        return List.copyOf(since.keySet());
    }
}

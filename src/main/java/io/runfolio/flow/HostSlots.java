package io.runfolio.flow;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Permits for tries by host, so that one slow host does not occupy all threads. A try without permit is deferred until
 * another one at its host has ended. Thread-safe.
 */
final class HostSlots {
    private final int perHost;
    private final Map<String, Integer> used = new HashMap<>();
    private final Map<String, PriorityQueue<FetchJob>> deferred = new HashMap<>();

    HostSlots(int threads) {
        this.perHost = Math.max(1, threads - 1);
    }

    /** Returns whether a job has a permit now; else it is deferred. */
    synchronized boolean acquireOrDefer(String host, FetchJob job) {
        int now = used.getOrDefault(host, 0);
        if (now < perHost) {
            used.put(host, now + 1);
            return true;
        }
        deferred.computeIfAbsent(host, name -> new PriorityQueue<>(Comparator.comparing(FetchJob::urgentBy)))
                .add(job);
        return false;
    }

    /** Ends a job; the most urgent deferred job of the host gets its permit. */
    synchronized Optional<FetchJob> releaseOrPass(String host) {
        Optional<FetchJob> next = Optional.ofNullable(deferred.get(host)).map(PriorityQueue::poll);
        if (next.isEmpty()) {
            deferred.remove(host);
            used.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
        }
        return next;
    }
}

package io.runfolio.mcp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Limits calls per caller: a bucket that holds the calls of a minute and refills evenly. Thread-safe. */
final class CallRate {
    private static final double NANOS_PER_MINUTE = 60e9;

    private final int perMinute;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    private record Bucket(double tokens, long at) {}

    CallRate(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a call; returns the seconds to wait, 0 if the call is allowed. Names are those of tokens, so they are few.
     */
    long take(String caller) {
        long now = nanoTime.getAsLong();
        long[] wait = {0};
        buckets.compute(caller, (name, before) -> {
            double tokens = before == null
                    ? perMinute
                    : Math.min(perMinute, before.tokens() + (now - before.at()) * perMinute / NANOS_PER_MINUTE);
            if (tokens < 1) {
                wait[0] = Math.max(1, (long) Math.ceil((1 - tokens) * 60 / perMinute));
                return new Bucket(tokens, now);
            }
            return new Bucket(tokens - 1, now);
        });
        return wait[0];
    }
}

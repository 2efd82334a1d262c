package io.runfolio.settings;

import java.time.Duration;

/**
 * Concurrency, retries and shutdown of a worker.
 *
 * @param workers runs in progress at once; default 2
 * @param queueLength claimed events that may wait in memory; default 64
 * @param assetThreads files copied at once over all runs; default 2
 * @param imageThreads pictures processed at once over all runs; default the number of processors, at most 4
 * @param videoThreads clips processed at once over all runs; default 1, as the encoder uses every processor itself
 * @param maxAttempts attempts at an event before it is moved to {@code .failed}; default 3
 * @param retryDelay delay before the second attempt, doubled for each further one; default 1 s
 * @param pollInterval interval between two polls of the inbox; default 500 ms
 * @param shutdownGrace time for runs in progress to end after a stop signal; default 30 s
 * @param minFreeBytes free space on the outputs' file system below which intake pauses; default 256 MiB
 */
public record WorkerSettings(
        int workers,
        int queueLength,
        int assetThreads,
        int imageThreads,
        int videoThreads,
        int maxAttempts,
        Duration retryDelay,
        Duration pollInterval,
        Duration shutdownGrace,
        long minFreeBytes) {

    static WorkerSettings read(SettingReader values) {
        int processors = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        return new WorkerSettings(
                values.integer("runfolio.workers", 2, 1, 64, "runs in progress at once"),
                values.integer("runfolio.queue-length", 64, 1, 100_000, "claimed events that may wait in memory"),
                values.integer("runfolio.asset-threads", 2, 1, 64, "files copied at once over all runs"),
                values.integer("runfolio.image-threads", processors, 1, 64, "pictures processed at once over all runs"),
                values.integer("runfolio.video-threads", 1, 1, 64, "clips processed at once over all runs"),
                values.integer("runfolio.max-attempts", 3, 1, 100, "attempts at an event before it is refused"),
                values.duration("runfolio.retry-delay", Duration.ofSeconds(1), "delay before the second attempt"),
                values.duration(
                        "runfolio.poll-interval", Duration.ofMillis(500), "interval between two polls of the inbox"),
                values.duration(
                        "runfolio.shutdown-grace",
                        Duration.ofSeconds(30),
                        "time for runs in progress to end after a stop signal"),
                values.bytes("runfolio.min-free", 256L << 20, "free space below which intake pauses"));
    }
}

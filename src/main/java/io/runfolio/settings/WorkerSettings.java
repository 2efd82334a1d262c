package io.runfolio.settings;

import java.time.Duration;

/**
 * How much is done at once, how often it is tried, and how it ends.
 *
 * @param workers runs under way at once; default 2
 * @param queueLength claimed events that may wait in memory; default 64
 * @param assetThreads files copied at once over all runs; default 2
 * @param imageThreads pictures worked on at once over all runs; default the number of processors, at most 4
 * @param videoThreads clips worked on at once over all runs; default 1, as the encoder uses every processor itself
 * @param maxAttempts how often an event is started before it is filed under {@code .failed}; default 3
 * @param retryDelay wait before the second attempt, doubled for each further one; default 1 s
 * @param pollInterval how often the inbox is looked at; default 500 ms
 * @param shutdownGrace how long what is under way may take to end after a stop signal; default 30 s
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

    static WorkerSettings read(SettingValues values) {
        int processors = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        return new WorkerSettings(
                values.whole("runfolio.workers", 2, 1, 64, "runs under way at once"),
                values.whole("runfolio.queue-length", 64, 1, 100_000, "claimed events that may wait in memory"),
                values.whole("runfolio.asset-threads", 2, 1, 64, "files copied at once over all runs"),
                values.whole("runfolio.image-threads", processors, 1, 64, "pictures worked on at once over all runs"),
                values.whole("runfolio.video-threads", 1, 1, 64, "clips worked on at once over all runs"),
                values.whole("runfolio.max-attempts", 3, 1, 100, "how often an event is started before it is refused"),
                values.duration("runfolio.retry-delay", Duration.ofSeconds(1), "wait before the second attempt"),
                values.duration("runfolio.poll-interval", Duration.ofMillis(500), "how often the inbox is looked at"),
                values.duration(
                        "runfolio.shutdown-grace", Duration.ofSeconds(30), "time to end what is under way at a stop"),
                values.bytes("runfolio.min-free", 256L << 20, "free space below which intake pauses"));
    }
}

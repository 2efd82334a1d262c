package io.runfolio.fetch;

import io.runfolio.settings.FetchSettings;
import java.time.Duration;

/**
 * Limits for one try at one file.
 *
 * @param maxBytes size of the file
 * @param maxTime time for the try
 * @param connectTime time for a connection, its TLS handshake included
 * @param headTime time from the connection until the head of the response has come
 * @param idleTime time between two reads
 * @param rateWindow time over which the rate is measured
 * @param minRate bytes a second
 */
record FetchLimits(
        long maxBytes,
        Duration maxTime,
        Duration connectTime,
        Duration headTime,
        Duration idleTime,
        Duration rateWindow,
        long minRate) {

    static FetchLimits of(FetchSettings settings, long maxBytes) {
        return new FetchLimits(
                maxBytes,
                settings.maxTime(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                settings.minRate());
    }
}

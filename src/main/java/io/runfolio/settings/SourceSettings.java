package io.runfolio.settings;

import java.time.Duration;

/**
 * Waiting times for files that are missing or incomplete.
 *
 * @param maxWait time to wait for a missing or growing source; default 0, for events that are sent after their media
 * @param settleTime time that a source must be unchanged before it counts as damaged; default 2 s
 */
public record SourceSettings(Duration maxWait, Duration settleTime) {

    static SourceSettings read(SettingReader values) {
        return new SourceSettings(
                values.duration("runfolio.source.wait", Duration.ZERO, "wait for a missing or growing source"),
                values.duration(
                        "runfolio.source.settle",
                        Duration.ofSeconds(2),
                        "time that a source must be unchanged before it counts as damaged"));
    }
}

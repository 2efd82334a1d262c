package io.runfolio.settings;

import java.time.Duration;

/**
 * Waiting times for files that are missing or incomplete.
 *
 * @param patience how long a missing or growing source is waited for; default 0, which is right where events follow their media
 * @param settle how long a source must have been unchanged before a bad verdict on it is believed; default 2 s
 */
public record SourceSettings(Duration patience, Duration settle) {

    static SourceSettings read(SettingValues values) {
        return new SourceSettings(
                values.duration("runfolio.source.wait", Duration.ZERO, "wait for a missing or growing source"),
                values.duration(
                        "runfolio.source.settle",
                        Duration.ofSeconds(2),
                        "rest of a source before it counts as damaged"));
    }
}

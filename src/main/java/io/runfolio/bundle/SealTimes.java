package io.runfolio.bundle;

import java.time.Instant;
import java.time.ZoneOffset;

/**
 * End times of the steps of sealing.
 *
 * @param processed all assets are processed; an asset's own time is not later
 * @param artifactWritten originals and derivatives are flushed to disk
 * @param metadataRecorded the run's records are flushed to disk
 * @param available all files are flushed, and only the rename that makes the bundle visible is left
 */
record SealTimes(Instant processed, Instant artifactWritten, Instant metadataRecorded, Instant available) {
    /** Returns the times of a bundle with one known time. */
    static SealTimes all(Instant time) {
        return new SealTimes(time, time, time, time);
    }

    static String text(Instant time) {
        return CreatedAt.format(time.atOffset(ZoneOffset.UTC));
    }
}

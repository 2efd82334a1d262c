package io.runfolio.bundle;

import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Times of the steps of sealing, each taken when the step ended.
 *
 * @param processed no asset is worked on any more; an asset that has its own time is not later than this
 * @param artifactWritten originals and derivatives are forced to disk
 * @param metadataRecorded the run's records are forced to disk
 * @param available all is on disk, and only the rename that makes the bundle visible is left
 */
record SealTimes(Instant processed, Instant artifactWritten, Instant metadataRecorded, Instant available) {
    /** Returns the times of a bundle of which only one is known. */
    static SealTimes all(Instant time) {
        return new SealTimes(time, time, time, time);
    }

    static String text(Instant time) {
        return CreatedAt.format(time.atOffset(ZoneOffset.UTC));
    }
}

package io.runfolio.media.child;

import java.time.Duration;

/**
 * How a program ended.
 *
 * @param exitCode its exit code; 128 + the signal's number if a signal ended it
 * @param output the start of its standard output
 * @param error the end of its standard error
 * @param timedOut whether it was killed because its time was up
 * @param took wall time
 */
public record ChildResult(int exitCode, byte[] output, byte[] error, boolean timedOut, Duration took) {

    /** Returns whether it ended by itself and said that all went well. */
    public boolean succeeded() {
        return exitCode == 0 && !timedOut;
    }
}

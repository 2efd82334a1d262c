package io.runfolio.media.child;

import java.time.Duration;

/**
 * Result of a child process.
 *
 * @param exitCode exit code; 128 + the signal's number if a signal ended it
 * @param output start of its standard output
 * @param error end of its standard error
 * @param timedOut whether it was killed at its time limit
 * @param took elapsed time
 */
public record ChildResult(int exitCode, byte[] output, byte[] error, boolean timedOut, Duration took) {

    /** Returns whether the process exited with code 0 within its time limit. */
    public boolean succeeded() {
        return exitCode == 0 && !timedOut;
    }
}

package io.runfolio.fetch;

import java.time.Duration;
import java.util.Optional;

/**
 * Answer of a provider.
 *
 * @param status HTTP status
 * @param body the body; empty if it was not read
 * @param retryAfter time that the provider asks to wait
 */
public record StatusAnswer(int status, byte[] body, Optional<Duration> retryAfter) {

    /** Returns whether the status says so. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}

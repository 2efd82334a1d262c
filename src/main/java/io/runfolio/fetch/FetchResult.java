package io.runfolio.fetch;

import java.time.Duration;
import java.util.Optional;

/** Result of one try at one file. */
sealed interface FetchResult {
    /** File that has come whole. */
    record Fetched(long bytes, String sha256) implements FetchResult {}

    /**
     * Failure that no further try can change.
     *
     * @param code code of the asset, such as {@code source_expired}
     * @param reason sentence without secrets
     */
    record Failed(String code, String reason) implements FetchResult {}

    /**
     * Failure that may pass.
     *
     * @param reason sentence without secrets
     * @param delay delay that the server asks for
     * @param corrupt whether the file came whole with another checksum than stated
     */
    record TryAgain(String reason, Optional<Duration> delay, boolean corrupt) implements FetchResult {
        static TryAgain because(String reason) {
            return new TryAgain(reason, Optional.empty(), false);
        }
    }
}

package io.runfolio.api.content;

import io.runfolio.api.ApiException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes derivatives that a record names and the bundle lacks. */
public interface MissingDerivatives {
    /**
     * File of a derivative.
     *
     * @param isRecorded whether it is the file of the record; if not, it may be deleted at any time
     */
    record Found(Path file, boolean isRecorded) {}

    /**
     * Returns a derivative, and makes it if necessary.
     *
     * @param runPath the bundle's place in the outputs folder
     * @param output position of the output, from 1
     * @param key {@code web}, {@code thumb}, {@code poster}, {@code rendition:<name>} or {@code preview:<name>}
     * @return empty if it cannot be made, as its original is gone or cannot be decoded
     * @throws ApiException 503 if it is not ready in time
     */
    Optional<Found> find(String runPath, int output, String key);

    /** Returns one that makes nothing. */
    static MissingDerivatives none() {
        return (runPath, output, key) -> Optional.empty();
    }
}

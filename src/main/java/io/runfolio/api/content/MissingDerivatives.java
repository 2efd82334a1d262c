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
     * @param view {@code web}, {@code thumb} or {@code poster}
     * @return empty if it cannot be made, as its original is gone or cannot be decoded
     * @throws ApiException 503 if it is not ready in time
     */
    Optional<Found> find(String runPath, int output, String view);

    /** Returns a named rendition that was made at sealing, as {@link #find} does. */
    Optional<Found> findRendition(String runPath, int output, String name);

    /** Returns one that makes nothing. */
    static MissingDerivatives none() {
        return new MissingDerivatives() {
            @Override
            public Optional<Found> find(String runPath, int output, String view) {
                return Optional.empty();
            }

            @Override
            public Optional<Found> findRendition(String runPath, int output, String name) {
                return Optional.empty();
            }
        };
    }
}

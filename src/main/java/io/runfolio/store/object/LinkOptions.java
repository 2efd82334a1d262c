package io.runfolio.store.object;

import java.time.Duration;
import java.util.Optional;

/**
 * Properties of a link that reads an object without credentials.
 *
 * @param lifetime time until it expires, from 1 s to 7 days
 * @param isHead whether it is for {@code HEAD}; a link is valid for one method, otherwise {@code GET}
 * @param contentType media type that the store answers with; empty for that of the object
 * @param contentDisposition disposition that the store answers with; empty for that of the object
 */
public record LinkOptions(
        Duration lifetime, boolean isHead, Optional<String> contentType, Optional<String> contentDisposition) {
    /** Returns the properties of a link for {@code GET} whose answer has the headers of the object. */
    public static LinkOptions of(Duration lifetime) {
        return new LinkOptions(lifetime, false, Optional.empty(), Optional.empty());
    }
}

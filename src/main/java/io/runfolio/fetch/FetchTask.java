package io.runfolio.fetch;

import io.runfolio.run.EventOrigin;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * File of an event that is to be fetched.
 *
 * @param event the event
 * @param url its URL, with all secrets in it
 * @param urgentBy time at which the link is expected to fail
 * @param expectedSha256 checksum that the event expects, if all assets with this URL expect the same
 */
public record FetchTask(EventOrigin event, URI url, Instant urgentBy, Optional<String> expectedSha256) {

    /** Returns the host name, for messages. */
    public String host() {
        return url.getHost();
    }

    /** Hides the URL, which can have a signature. */
    @Override
    public String toString() {
        return "FetchTask[" + host() + "]";
    }
}

package io.runfolio.intake;

import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunRequest;
import java.util.Optional;

/**
 * Valid event.
 *
 * @param eventId identity: source and id of a CloudEvent with a space between, or the bare request's
 *     {@code idempotency_key}, or the adapter and the id of a polled task with a colon between, or {@code sha256:} and
 *     the hash of the file's bytes
 * @param digest sha256 of the content, in lower-case hex; two events with one identity and different digests are in
 *     conflict
 * @param request request for a bundle
 * @param poll task that must end before the event can be bundled
 * @param isTaskReport whether the identity is that of a provider's task, from a webhook or a {@code poll} block;
 *     reports of one task differ in their content, and the first counts
 */
public record RunEvent(
        String eventId, String digest, RunRequest request, Optional<PollTask> poll, boolean isTaskReport) {

    /** Creates an event of a run that has ended. */
    public RunEvent(String eventId, String digest, RunRequest request) {
        this(eventId, digest, request, Optional.empty(), false);
    }

    /** Returns the event without its request. */
    public EventOrigin origin() {
        return new EventOrigin(eventId, digest);
    }
}

package io.runfolio.intake;

import io.runfolio.run.RunRequest;

/**
 * An event that can be bundled.
 *
 * @param eventId identity: source and id of a CloudEvent with a space between, or the bare request's {@code idempotency_key}, or {@code sha256:} and the hash of the file's bytes
 * @param digest sha256, lower-case hex, of what the event says: two events of one identity and different digests are in conflict
 * @param request what is asked for
 */
public record RunEvent(String eventId, String digest, RunRequest request) {}

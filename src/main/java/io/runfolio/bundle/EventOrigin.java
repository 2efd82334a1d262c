package io.runfolio.bundle;

/**
 * Which event a run comes from.
 *
 * @param eventId the event's identity: the same words mean the same run, however often they are delivered
 * @param digest lower-case hex of the sha256 of what the event said, so that the same identity with other contents is noticed
 */
public record EventOrigin(String eventId, String digest) {}

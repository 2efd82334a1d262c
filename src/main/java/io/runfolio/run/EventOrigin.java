package io.runfolio.run;

/**
 * Event that a run comes from.
 *
 * @param eventId identity of the event; deliveries with the same identity belong to the same run
 * @param digest sha256 of the content of the event, in lower-case hex, to detect other content with the same identity
 */
public record EventOrigin(String eventId, String digest) {}

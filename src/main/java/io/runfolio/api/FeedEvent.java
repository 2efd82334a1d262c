package io.runfolio.api;

/**
 * Event of a stream.
 *
 * @param id number for {@code Last-Event-ID}
 * @param type name of the event
 * @param data value that is sent as JSON
 */
public record FeedEvent(long id, String type, Object data) {}

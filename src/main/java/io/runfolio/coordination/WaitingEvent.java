package io.runfolio.coordination;

/**
 * Event that waits, or whose next try is in progress.
 *
 * @param name name of the event file
 * @param waiting its state
 * @param active whether a worker is trying it now
 */
public record WaitingEvent(String name, Waiting waiting, boolean active) {}

package io.runfolio.coordination;

/**
 * Event whose claim the system refuses.
 *
 * @param event path below the queue folder
 * @param reason reason of the system, and the owner of the file
 * @param since time of the first try, ISO 8601
 */
public record BlockedEvent(String event, String reason, String since) {}

package io.runfolio.intake;

/**
 * An event that waits because the system does not let a worker claim it.
 *
 * @param event its path below the queue folder
 * @param reason what the system says, and who owns the file
 * @param since when a worker first tried, ISO 8601
 */
public record BlockedEvent(String event, String reason, String since) {}

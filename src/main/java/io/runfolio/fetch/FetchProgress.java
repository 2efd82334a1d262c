package io.runfolio.fetch;

import java.time.Instant;

/**
 * Progress of an event whose files are not all there.
 *
 * @param since time since which it waits
 * @param nextTry time of the next try
 * @param urgentBy time at which its first link is expected to fail
 * @param detail sentence without secrets
 */
public record FetchProgress(Instant since, Instant nextTry, Instant urgentBy, String detail) {}

package io.runfolio.coordination;

import java.time.Instant;
import java.util.Optional;

/**
 * Events that wait for a claim.
 *
 * @param events their number
 * @param oldest time at which the oldest was written; empty if none waits
 */
public record QueueDepth(long events, Optional<Instant> oldest) {}

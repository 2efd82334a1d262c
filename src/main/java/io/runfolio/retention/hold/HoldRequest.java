package io.runfolio.retention.hold;

import java.time.Instant;
import java.util.Optional;

/**
 * Request for a hold.
 *
 * @param artifactId the artifact; null for the whole run
 * @param reason why, such as the name of a case; 1 to 500 characters
 * @param until when it ends by itself; empty if only a release ends it
 * @param by who sets it
 */
public record HoldRequest(String artifactId, String reason, Optional<Instant> until, String by) {}

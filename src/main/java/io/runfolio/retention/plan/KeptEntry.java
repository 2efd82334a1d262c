package io.runfolio.retention.plan;

import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.retention.Protection;
import java.util.List;

/**
 * Removal that a rule asks for and that does not happen.
 *
 * @param runPath the bundle's place relative to the outputs folder
 * @param runId its run
 * @param artifactId the artifact; null for the whole run
 * @param scope what the rule would remove
 * @param rule the rule
 * @param bytes size of the media that stay
 * @param protections what protects them; empty for a bundle of which only a part falls under the rule
 * @param words the reason for people
 */
public record KeptEntry(
        String runPath,
        String runId,
        String artifactId,
        RemovalScope scope,
        String rule,
        long bytes,
        List<Protection> protections,
        String words) {
    public KeptEntry {
        protections = List.copyOf(protections);
    }
}

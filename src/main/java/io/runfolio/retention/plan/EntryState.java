package io.runfolio.retention.plan;

import io.runfolio.catalog.RunInventory;
import io.runfolio.files.Checksums;
import java.util.List;

/** Checksum of the facts that a decision is made from, to notice changes between plan and apply. Holds are left out. */
final class EntryState {
    private static final int DIGITS = 16;

    private EntryState() {}

    /**
     * Returns the checksum.
     *
     * @param artifactId the artifact; null for the whole run
     */
    static String of(RunInventory run, String artifactId) {
        RunInventory facts = run.with(
                List.of(),
                artifactId == null
                        ? run.items()
                        : run.items().stream()
                                .filter(item -> item.id().equals(artifactId))
                                .toList());
        return Checksums.sha256(facts.toString()).substring(0, DIGITS);
    }
}

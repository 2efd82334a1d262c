package io.runfolio.retention.policy;

import io.runfolio.bundle.CreatedAt;
import io.runfolio.catalog.RunInventory;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Artifact that rules are tried on, or a run without artifacts.
 *
 * @param run its run
 * @param item the artifact; empty for a run without any
 * @param environment the environment; null if unknown
 * @param created time of the run; empty if it is invalid
 * @param accessed latest time at which it may have been accessed; empty if unknown
 */
public record Candidate(
        RunInventory run,
        Optional<RunInventory.Item> item,
        String environment,
        Optional<Instant> created,
        Optional<Instant> accessed) {

    /** Creates a candidate with the time of its run. */
    public Candidate(
            RunInventory run, Optional<RunInventory.Item> item, String environment, Optional<Instant> accessed) {
        this(run, item, environment, CreatedAt.instant(run.createdAt()), accessed);
    }

    /** Returns the status in review; null without an artifact. */
    public String reviewStatus() {
        return item.map(RunInventory.Item::status).orElse(null);
    }

    /** Returns the class; null without an artifact. */
    public String artifactClass() {
        return item.map(RunInventory.Item::artifactClass).orElse(null);
    }

    /** Returns the kind of the original; null without one. */
    public String kind() {
        return item.map(RunInventory.Item::kind).orElse(null);
    }

    /** Returns the tags of the run and the artifact. */
    public Set<String> tags() {
        if (item.isEmpty() || item.get().tags().isEmpty()) {
            return run.tags();
        }
        Set<String> all = new TreeSet<>(run.tags());
        all.addAll(item.get().tags());
        return all;
    }

    /** Returns the time of the last decision; empty if there was none. */
    public Optional<Instant> decided() {
        return item.map(RunInventory.Item::decidedAt).flatMap(CreatedAt::instant);
    }
}

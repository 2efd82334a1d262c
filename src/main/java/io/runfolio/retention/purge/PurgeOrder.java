package io.runfolio.retention.purge;

import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.files.Checksums;
import io.runfolio.files.RandomIds;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Order to remove files of an artifact or a run.
 *
 * @param removalId its id, {@code removal-<16 hex>}: an order with the id of an earlier one only completes that one
 * @param runPath the bundle's place relative to the outputs folder
 * @param artifactId the artifact; null for the whole run
 * @param scope what it takes; {@link RemovalScope#BUNDLE} is for runs only
 * @param planId the plan that named it; null if a person orders it without one
 * @param rule the rule of the policy, or null
 * @param by who orders it
 * @param note why; null if nothing is said
 * @param grace how long the files can be restored; zero deletes them at once
 * @param keepThumb whether thumbs and posters stay
 * @param only the only paths that it may take, as a plan named them; empty for all of the scope
 */
public record PurgeOrder(
        String removalId,
        String runPath,
        String artifactId,
        RemovalScope scope,
        String planId,
        String rule,
        String by,
        String note,
        Duration grace,
        boolean keepThumb,
        Optional<Set<String>> only) {
    private static final int HEX_DIGITS = 16;
    private static final int ID_BYTES = 8;

    /** Creates an order without a plan and without a limit on the paths. */
    public PurgeOrder(
            String removalId,
            String runPath,
            String artifactId,
            RemovalScope scope,
            String planId,
            String rule,
            String by,
            String note,
            Duration grace) {
        this(removalId, runPath, artifactId, scope, planId, rule, by, note, grace, false, Optional.empty());
    }

    public PurgeOrder {
        if (!Removal.isId(removalId)) {
            throw new IllegalArgumentException(removalId + " is not the id of a removal");
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("the grace must not be negative");
        }
        if (artifactId != null && scope == RemovalScope.BUNDLE) {
            throw new IllegalArgumentException("the scope bundle is for whole runs: name the run");
        }
        only = only.map(Set::copyOf);
    }

    /** Returns a new id. */
    public static String newId() {
        return "removal-" + RandomIds.hex(ID_BYTES);
    }

    /** Returns the id for an entry of a plan: the same whenever the plan is applied. */
    public static String idOf(String planId, String runPath, String artifactId, RemovalScope scope) {
        String entry = String.join("\n", planId, runPath, artifactId == null ? "" : artifactId, scope.word());
        return "removal-" + Checksums.sha256(entry).substring(0, HEX_DIGITS);
    }

    /** Returns the same order that leaves thumbs and posters. */
    public PurgeOrder keepingThumb() {
        return new PurgeOrder(removalId, runPath, artifactId, scope, planId, rule, by, note, grace, true, only);
    }

    /** Returns the same order for these paths only. */
    public PurgeOrder onlyOf(Set<String> paths) {
        return new PurgeOrder(
                removalId, runPath, artifactId, scope, planId, rule, by, note, grace, keepThumb, Optional.of(paths));
    }
}

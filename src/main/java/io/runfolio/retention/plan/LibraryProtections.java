package io.runfolio.retention.plan;

import io.runfolio.bundle.ledger.Hold;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.RunInventory;
import io.runfolio.retention.Protection;
import io.runfolio.retention.ProtectionKind;
import io.runfolio.retention.Protections;
import io.runfolio.run.ReviewStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds what protects artifacts as {@link Protections} does, from inventories and for many at once. What it misses,
 * because it happens later, is found when a plan is applied.
 *
 * @param catalog an up-to-date catalog
 * @param others supplies ids of artifacts that are protected from outside, such as by share links
 */
public record LibraryProtections(Catalog catalog, Supplier<Set<String>> others) {

    /** Finder for some runs. */
    final class Finder {
        private final Set<String> referenced;
        private final Set<String> shared;
        private final Instant now;

        private Finder(Set<String> referenced, Set<String> shared, Instant now) {
            this.referenced = referenced;
            this.shared = shared;
            this.now = now;
        }

        /** Returns what protects a run itself, and so each of its artifacts. */
        List<Protection> ofRun(RunInventory run) {
            List<Protection> found = new ArrayList<>();
            run.holds().stream()
                    .filter(hold -> hold.artifactId() == null && hold.isActive(now))
                    .map(hold -> new Protection(ProtectionKind.HELD, null, words(hold)))
                    .forEach(found::add);
            if (run.tags().contains(Protections.KEEP)) {
                found.add(new Protection(ProtectionKind.TAGGED, null, "its run has the tag " + Protections.KEEP));
            }
            return found;
        }

        /** Returns what protects an artifact of a run. */
        List<Protection> of(RunInventory run, RunInventory.Item item) {
            List<Protection> found = new ArrayList<>(ofRun(run));
            found.addAll(itself(run, item));
            run.items().stream()
                    .filter(other -> item.id().equals(other.rawId()))
                    .filter(other -> !itself(run, other).isEmpty())
                    .findFirst()
                    .map(other -> new Protection(
                            ProtectionKind.REFERENCED,
                            item.id(),
                            "model output of " + other.id() + ", which is protected"))
                    .ifPresent(found::add);
            return found;
        }

        private List<Protection> itself(RunInventory run, RunInventory.Item item) {
            List<Protection> found = new ArrayList<>();
            if (ReviewStatus.APPROVED.jsonName().equals(item.status())) {
                found.add(new Protection(ProtectionKind.APPROVED, item.id(), "approved"));
            }
            if (item.isPreferred()) {
                found.add(new Protection(ProtectionKind.PREFERRED, item.id(), "preferred among its variants"));
            }
            if (item.tags().contains(Protections.KEEP)) {
                found.add(new Protection(ProtectionKind.TAGGED, item.id(), "has the tag " + Protections.KEEP));
            }
            run.holds().stream()
                    .filter(hold -> item.id().equals(hold.artifactId()) && hold.isActive(now))
                    .map(hold -> new Protection(ProtectionKind.HELD, item.id(), words(hold)))
                    .forEach(found::add);
            if (referenced.contains(item.id())) {
                found.add(new Protection(ProtectionKind.REFERENCED, item.id(), "source of other artifacts"));
            }
            if (shared.contains(item.id())) {
                found.add(new Protection(ProtectionKind.SHARED, item.id(), "in use or shown by a share link"));
            }
            return found;
        }

        private static String words(Hold hold) {
            String until = hold.until() == null ? "" : " until " + hold.until();
            return "held by " + hold.by() + until + ": " + hold.reason();
        }
    }

    /** Returns a finder for artifacts; references to others are looked up all at once. */
    Finder finder(Collection<String> artifactIds, Instant now) {
        return new Finder(catalog.usedByOtherRuns(new HashSet<>(artifactIds)), others.get(), now);
    }
}

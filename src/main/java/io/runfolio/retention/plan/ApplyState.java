package io.runfolio.retention.plan;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Progress of a plan that is applied.
 *
 * @param planId the plan
 * @param entries number of its entries
 * @param done number of entries that are removed or skipped
 * @param removed number of entries that are removed
 * @param bytes size of the removed media
 * @param otherBytes size of other files that went with whole bundles
 * @param skipped number of skipped entries by reason
 * @param isRunning whether a process applies it now
 */
public record ApplyState(
        String planId,
        long entries,
        long done,
        long removed,
        long bytes,
        long otherBytes,
        Map<String, Long> skipped,
        boolean isRunning) {
    /** Start of the reason for an entry that is protected. */
    static final String PROTECTED = "protected: ";

    public ApplyState {
        skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
    }

    /** Returns the state before the first entry. */
    static ApplyState none(PlanSummary plan) {
        return new ApplyState(plan.id(), plan.entries(), 0, 0, 0, 0, Map.of(), false);
    }

    /** Returns the state after another entry. */
    ApplyState plus(EntryResult result) {
        Map<String, Long> reasons = new TreeMap<>(skipped);
        if (!result.isRemoved()) {
            reasons.merge(String.valueOf(result.reason()), 1L, Long::sum);
        }
        return new ApplyState(
                planId,
                entries,
                done + 1,
                removed + (result.isRemoved() ? 1 : 0),
                bytes + result.bytes(),
                otherBytes + result.otherBytes(),
                reasons,
                isRunning);
    }

    /** Returns the same with another mark of whether it is running. */
    ApplyState running(boolean is) {
        return new ApplyState(planId, entries, done, removed, bytes, otherBytes, skipped, is);
    }

    /** Returns whether all entries are removed or skipped. */
    public boolean isComplete() {
        return done >= entries;
    }

    /** Returns the number of entries that a protection prevented. */
    public long protectedEntries() {
        return skipped.entrySet().stream()
                .filter(reason -> reason.getKey().startsWith(PROTECTED))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns the number of skipped entries. */
    public long skippedEntries() {
        return done - removed;
    }
}

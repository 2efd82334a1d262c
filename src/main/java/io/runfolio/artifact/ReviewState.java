package io.runfolio.artifact;

import java.util.List;
import java.util.Map;

/**
 * Review state of an artifact: the sealed state with its review log applied.
 *
 * @param status {@code review}, {@code approved}, {@code rejected} or {@code draft}
 * @param revision number of its ledger entries; a change names the revision that it was decided on
 * @param preferred whether it is the preferred one of its set of variants
 * @param rank its place, from 1, among its set of variants; null if none was given
 * @param tags tags given in review
 * @param checks last result of each quality check: {@code pass}, {@code fail} or {@code pending}, by name
 * @param decidedBy who made the last decision; null if there was none
 * @param decidedAt when, ISO-8601 with offset; null if there was none
 * @param note what was said with the last decision; null if nothing
 * @param proposal the last decision proposed since the last one made; null if none
 */
public record ReviewState(
        String status,
        long revision,
        boolean preferred,
        Integer rank,
        List<String> tags,
        Map<String, String> checks,
        String decidedBy,
        String decidedAt,
        String note,
        ReviewProposal proposal) {

    public ReviewState {
        tags = tags == null ? List.of() : List.copyOf(tags);
        checks = checks == null ? Map.of() : Map.copyOf(checks);
    }

    /** Returns the state of an artifact that nothing has happened to yet. */
    public static ReviewState sealed(String status) {
        return new ReviewState(status, 0, false, null, List.of(), Map.of(), null, null, null, null);
    }
}

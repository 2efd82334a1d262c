package io.runfolio.artifact;

import io.runfolio.bundle.ArtifactChecks;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.run.AssetRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folds a ledger over what an artifact was sealed with. */
final class ReviewFold {
    private ReviewFold() {}

    /**
     * Returns where an artifact stands.
     *
     * @param record as sealed
     * @param asset the output's file
     * @param entries its bundle's ledger; entries of other artifacts are passed over
     */
    static ReviewState of(ArtifactRecord record, Optional<AssetRecord> asset, List<LedgerEntry> entries) {
        ReviewState state = sealed(record, asset);
        for (LedgerEntry entry : entries) {
            if (entry.artifactId().equals(record.id())) {
                state = next(state, entry);
            }
        }
        return state;
    }

    private static ReviewState sealed(ArtifactRecord record, Optional<AssetRecord> asset) {
        Map<String, String> checks = ArtifactChecks.of(
                record.content(), asset.map(AssetRecord::metadata).orElse(Map.of()));
        return new ReviewState(record.status(), 0, false, null, List.of(), checks, null, null, null);
    }

    /** Returns the state after an entry. An entry whose data make no sense counts as a revision and changes nothing else. */
    static ReviewState next(ReviewState state, LedgerEntry entry) {
        return switch (entry.action()) {
            case APPROVE, REJECT, REQUEST_CHANGES, REOPEN ->
                new ReviewState(
                        Transitions.after(entry.action()),
                        entry.revision(),
                        state.preferred(),
                        state.rank(),
                        state.tags(),
                        state.checks(),
                        entry.by(),
                        entry.at(),
                        entry.note());
            case PREFER -> with(state, entry, true, state.rank(), state.tags(), state.checks());
            case UNPREFER -> with(state, entry, false, state.rank(), state.tags(), state.checks());
            case RANK -> with(state, entry, state.preferred(), rank(entry), state.tags(), state.checks());
            case TAG -> with(state, entry, state.preferred(), state.rank(), tags(entry), state.checks());
            case CHECK -> with(state, entry, state.preferred(), state.rank(), state.tags(), checks(state, entry));
            case REDO -> with(state, entry, state.preferred(), state.rank(), state.tags(), state.checks());
        };
    }

    private static ReviewState with(
            ReviewState state,
            LedgerEntry entry,
            boolean preferred,
            Integer rank,
            List<String> tags,
            Map<String, String> checks) {
        return new ReviewState(
                state.status(),
                entry.revision(),
                preferred,
                rank,
                tags,
                checks,
                state.decidedBy(),
                state.decidedAt(),
                state.note());
    }

    private static Integer rank(LedgerEntry entry) {
        return entry.data().get("rank") instanceof Number rank && rank.intValue() > 0 ? rank.intValue() : null;
    }

    private static List<String> tags(LedgerEntry entry) {
        return entry.data().get("tags") instanceof List<?> tags
                ? tags.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, String> checks(ReviewState state, LedgerEntry entry) {
        Map<String, String> checks = new LinkedHashMap<>(state.checks());
        if (entry.data().get("check") instanceof String name) {
            checks.putAll(ArtifactChecks.of(
                    Map.of("checks", Map.of(name, String.valueOf(entry.data().get("result")))), Map.of()));
        }
        return checks;
    }
}

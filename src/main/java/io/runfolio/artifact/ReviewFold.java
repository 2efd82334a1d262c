package io.runfolio.artifact;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.audit.QualityChecks;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.JsonMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folds a ledger over what an artifact was sealed with. */
final class ReviewFold {
    private ReviewFold() {}

    /**
     * Returns an artifact's state in review.
     *
     * @param record as sealed
     * @param asset the output's file
     * @param entries its bundle's ledger; entries of other artifacts are passed over
     */
    static ReviewState of(ArtifactRecord record, Optional<AssetRecord> asset, List<ReviewLogEntry> entries) {
        ReviewState state = sealed(record, asset);
        for (ReviewLogEntry entry : entries) {
            if (entry.artifactId().equals(record.id())) {
                state = next(state, entry);
            }
        }
        return state;
    }

    private static ReviewState sealed(ArtifactRecord record, Optional<AssetRecord> asset) {
        Map<String, String> checks = QualityChecks.of(
                record.content(), asset.map(AssetRecord::metadata).orElse(Map.of()));
        return new ReviewState(record.status(), 0, false, null, List.of(), checks, null, null, null, null);
    }

    /**
     * Returns the state after an entry. An entry whose data make no sense counts as a revision and changes nothing
     * else.
     */
    static ReviewState next(ReviewState state, ReviewLogEntry entry) {
        return switch (entry.action()) {
            case APPROVE, REJECT, REQUEST_CHANGES, REOPEN ->
                new ReviewState(
                        ReviewTransitions.after(entry.action()),
                        entry.revision(),
                        state.preferred(),
                        state.rank(),
                        state.tags(),
                        state.checks(),
                        entry.by(),
                        entry.at(),
                        entry.note(),
                        null);
            case PREFER -> with(state, entry, true, state.rank(), state.tags(), state.checks());
            case UNPREFER -> with(state, entry, false, state.rank(), state.tags(), state.checks());
            case RANK -> with(state, entry, state.preferred(), rank(entry), state.tags(), state.checks());
            case TAG -> with(state, entry, state.preferred(), state.rank(), tags(entry), state.checks());
            case CHECK -> with(state, entry, state.preferred(), state.rank(), state.tags(), checks(state, entry));
            case PROPOSE -> proposed(state, entry);
            case REDO -> with(state, entry, state.preferred(), state.rank(), state.tags(), state.checks());
        };
    }

    private static ReviewState with(
            ReviewState state,
            ReviewLogEntry entry,
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
                state.note(),
                state.proposal());
    }

    private static ReviewState proposed(ReviewState state, ReviewLogEntry entry) {
        String decision = String.valueOf(entry.data().get("decision"));
        return new ReviewState(
                state.status(),
                entry.revision(),
                state.preferred(),
                state.rank(),
                state.tags(),
                state.checks(),
                state.decidedBy(),
                state.decidedAt(),
                state.note(),
                new ReviewProposal(decision, entry.by(), entry.at(), entry.note()));
    }

    private static Integer rank(ReviewLogEntry entry) {
        return entry.data().get("rank") instanceof Number rank && rank.intValue() > 0 ? rank.intValue() : null;
    }

    private static List<String> tags(ReviewLogEntry entry) {
        return JsonMap.of(entry.data()).texts("tags");
    }

    private static Map<String, String> checks(ReviewState state, ReviewLogEntry entry) {
        Map<String, String> checks = new LinkedHashMap<>(state.checks());
        if (entry.data().get("check") instanceof String name) {
            checks.putAll(QualityChecks.of(
                    Map.of("checks", Map.of(name, String.valueOf(entry.data().get("result")))), Map.of()));
        }
        return checks;
    }
}

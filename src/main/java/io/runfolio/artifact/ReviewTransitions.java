package io.runfolio.artifact;

import io.runfolio.run.ReviewStatus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * State machine of review decisions. A draft must be reopened before approval, and an approved or rejected artifact
 * before a new decision, so that no decision is overturned by accident.
 *
 * <pre>
 * status     approve    reject     request_changes  reopen
 * review     approved   rejected   draft            -
 * draft      -          rejected   -                review
 * approved   -          -          -                review
 * rejected   -          -          -                review
 * </pre>
 */
public final class ReviewTransitions {
    private static final Map<ReviewStatus, Set<ReviewAction>> ALLOWED = Map.of(
            ReviewStatus.REVIEW, Set.of(ReviewAction.APPROVE, ReviewAction.REJECT, ReviewAction.REQUEST_CHANGES),
            ReviewStatus.DRAFT, Set.of(ReviewAction.REJECT, ReviewAction.REOPEN),
            ReviewStatus.APPROVED, Set.of(ReviewAction.REOPEN),
            ReviewStatus.REJECTED, Set.of(ReviewAction.REOPEN));

    private ReviewTransitions() {}

    /** Returns the decisions that an artifact of this status allows. */
    public static Set<ReviewAction> from(String status) {
        return ReviewStatus.of(status).map(ALLOWED::get).orElse(Set.of());
    }

    /** Returns the status that a decision leads to from this one; empty if the decision is not possible. */
    public static Optional<String> next(String status, ReviewAction decision) {
        return from(status).contains(decision) ? Optional.of(after(decision)) : Optional.empty();
    }

    /** Returns the status that a decision leads to, wherever it was made. */
    static String after(ReviewAction decision) {
        return switch (decision) {
            case APPROVE -> ReviewStatus.APPROVED.jsonName();
            case REJECT -> ReviewStatus.REJECTED.jsonName();
            case REQUEST_CHANGES -> ReviewStatus.DRAFT.jsonName();
            case REOPEN -> ReviewStatus.REVIEW.jsonName();
            case PREFER, UNPREFER, RANK, TAG, CHECK, PROPOSE, REDO ->
                throw new IllegalArgumentException(decision.word() + " is no decision.");
        };
    }
}

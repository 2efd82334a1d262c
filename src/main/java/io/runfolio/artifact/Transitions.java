package io.runfolio.artifact;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which decisions are possible when. A draft is not approved before it was reviewed again, and an approved or rejected artifact is reopened before it is decided on anew, so that nobody overturns a
 * decision without meaning to.
 *
 * <pre>
 * status     approve    reject     request_changes  reopen
 * review     approved   rejected   draft            -
 * draft      -          rejected   -                review
 * approved   -          -          -                review
 * rejected   -          -          -                review
 * </pre>
 */
public final class Transitions {
    private static final Map<String, Set<LedgerAction>> ALLOWED = Map.of(
            "review", Set.of(LedgerAction.APPROVE, LedgerAction.REJECT, LedgerAction.REQUEST_CHANGES),
            "draft", Set.of(LedgerAction.REJECT, LedgerAction.REOPEN),
            "approved", Set.of(LedgerAction.REOPEN),
            "rejected", Set.of(LedgerAction.REOPEN));

    private Transitions() {}

    /** Returns the decisions that an artifact of this status allows. */
    public static Set<LedgerAction> from(String status) {
        return ALLOWED.getOrDefault(status, Set.of());
    }

    /** Returns the status that a decision leads to from this one; empty if the decision is not possible. */
    public static Optional<String> next(String status, LedgerAction decision) {
        return from(status).contains(decision) ? Optional.of(after(decision)) : Optional.empty();
    }

    /** Returns the status that a decision leads to, wherever it was made. */
    static String after(LedgerAction decision) {
        return switch (decision) {
            case APPROVE -> "approved";
            case REJECT -> "rejected";
            case REQUEST_CHANGES -> "draft";
            case REOPEN -> "review";
            case PREFER, UNPREFER, RANK, TAG, CHECK, REDO ->
                throw new IllegalArgumentException(decision.word() + " is no decision.");
        };
    }
}

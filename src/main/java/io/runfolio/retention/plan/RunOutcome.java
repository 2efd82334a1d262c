package io.runfolio.retention.plan;

import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.catalog.RunInventory;
import io.runfolio.retention.Protection;
import io.runfolio.retention.policy.PolicyAction;
import io.runfolio.retention.policy.PolicyRule;
import io.runfolio.retention.policy.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removals of a run, and those that a rule asks for but that do not happen.
 *
 * @param removals removals: one of the whole run, and of artifacts
 * @param kept removals that do not happen
 */
record RunOutcome(List<Part> removals, List<Part> kept) {
    RunOutcome {
        removals = List.copyOf(removals);
        kept = List.copyOf(kept);
    }

    /**
     * Removal of an artifact or of the whole run.
     *
     * @param item index of the artifact; {@link #WHOLE} for the run
     * @param rule the rule that decides
     * @param bytes size of the media
     * @param protections what protects them
     */
    record Part(int item, PolicyRule rule, long bytes, List<Protection> protections) {
        static final int WHOLE = -1;

        RemovalScope scope() {
            return rule.action().scope().orElseThrow();
        }

        boolean isWhole() {
            return item == WHOLE;
        }
    }

    /** Returns whether no rule asks for anything. */
    boolean isEmpty() {
        return removals.isEmpty() && kept.isEmpty();
    }

    /** Returns the size of what goes. */
    long bytes() {
        return removals.stream().mapToLong(Part::bytes).sum();
    }

    /** Returns the size of what goes of one artifact. */
    long bytesOf(int item, RunInventory run) {
        return removals.stream()
                .mapToLong(part ->
                        part.isWhole() ? size(run, item, PolicyAction.BUNDLE) : part.item() == item ? part.bytes() : 0)
                .sum();
    }

    /** Returns whether the whole run goes. */
    boolean isWhole() {
        return removals.stream().anyMatch(Part::isWhole);
    }

    /** Decides about a run. */
    static RunOutcome of(RetentionPolicy policy, RunInventory run, List<CandidateDecision> decisions) {
        List<Part> removals = new ArrayList<>();
        List<Part> kept = new ArrayList<>();
        List<Integer> whole = new ArrayList<>();
        Optional<PolicyRule> wholeRule = Optional.empty();
        for (int i = 0; i < decisions.size(); i++) {
            CandidateDecision decision = decisions.get(i);
            Optional<PolicyRule> rule = policy.decide(decision.matching());
            if (rule.isEmpty() || rule.get().action() == PolicyAction.KEEP) {
                continue;
            }
            if (rule.get().action() == PolicyAction.BUNDLE) {
                whole.add(i);
                wholeRule = wholeRule.or(() -> rule);
                continue;
            }
            long bytes = size(run, i, rule.get().action());
            if (bytes > 0) { // without files there is nothing to remove: a second plan is empty
                (decision.protections().isEmpty() ? removals : kept)
                        .add(new Part(i, rule.get(), bytes, decision.protections()));
            }
        }
        if (wholeRule.isPresent() && !run.isTombstone()) {
            Part part = whole(run, decisions, wholeRule.get(), whole);
            boolean isComplete = whole.size() == decisions.size();
            (isComplete && part.protections().isEmpty() ? removals : kept).add(part);
        }
        return new RunOutcome(removals, kept);
    }

    private static Part whole(
            RunInventory run, List<CandidateDecision> decisions, PolicyRule rule, List<Integer> matching) {
        long inputs = matching.size() == decisions.size() ? run.inputBytes() : 0;
        long bytes = matching.stream()
                .mapToLong(item -> size(run, item, PolicyAction.BUNDLE))
                .sum();
        List<Protection> protections = decisions.stream()
                .flatMap(decision -> decision.protections().stream())
                .distinct()
                .toList();
        return new Part(Part.WHOLE, rule, bytes + inputs, protections);
    }

    /** Returns the size of what an action takes of an artifact. */
    static long size(RunInventory run, int index, PolicyAction action) {
        if (run.items().isEmpty()) {
            return 0;
        }
        RunInventory.Item item = run.items().get(index);
        return switch (action) {
            case KEEP -> 0;
            case DERIVATIVES -> item.derivativeBytes();
            case ORIGINALS -> item.originalBytes();
            case BINARIES, BUNDLE -> item.originalBytes() + item.derivativeBytes();
        };
    }
}

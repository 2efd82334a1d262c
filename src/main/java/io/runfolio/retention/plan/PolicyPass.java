package io.runfolio.retention.plan;

import io.runfolio.catalog.RunInventory;
import io.runfolio.retention.policy.RetentionPolicy;
import java.util.List;

/**
 * One pass over all runs, newest first: decides about each. Rules with a size limit that come after the measured one
 * are left out.
 *
 * @param policy the policy
 * @param decided rules with a size limit that are measured already
 * @param measured the one that this pass measures; null in the last pass
 */
record PolicyPass(RetentionPolicy policy, List<SizeBudget> decided, SizeBudget measured) {
    PolicyPass {
        decided = List.copyOf(decided);
        decided.forEach(SizeBudget::restart);
    }

    /** Returns the outcome for a run together with the decisions that led to it. */
    Decided next(RunInventory run, List<CandidateDecision> matched) {
        List<CandidateDecision> decisions = matched;
        RunOutcome outcome = RunOutcome.of(policy, run, decisions);
        for (SizeBudget budget : decided) {
            List<CandidateDecision> with = budget.decide(policy, run, decisions, outcome);
            if (with != decisions) {
                decisions = with;
                outcome = RunOutcome.of(policy, run, decisions);
            }
        }
        if (measured != null) {
            measured.measure(policy, run, decisions, outcome);
        }
        return new Decided(decisions, outcome);
    }

    record Decided(List<CandidateDecision> decisions, RunOutcome outcome) {}
}

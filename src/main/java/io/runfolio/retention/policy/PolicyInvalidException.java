package io.runfolio.retention.policy;

import io.runfolio.files.RunfolioException;
import java.util.List;

/** A policy has mistakes. */
public final class PolicyInvalidException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final transient List<PolicyProblem> problems;

    PolicyInvalidException(List<PolicyProblem> problems) {
        super(String.join("; ", problems.stream().map(PolicyProblem::message).toList()));
        this.problems = List.copyOf(problems);
    }

    /** Returns the mistakes. */
    public List<PolicyProblem> problems() {
        return problems == null ? List.of() : problems;
    }
}

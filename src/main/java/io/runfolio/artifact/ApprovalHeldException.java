package io.runfolio.artifact;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Quality checks that failed, or are not done, hold approval back. Code: {@code approval_held}. */
public final class ApprovalHeldException extends ReviewException {
    private final TreeMap<String, String> checks;

    /** @param checks results of the checks that did not pass, by name */
    public ApprovalHeldException(String artifactId, Map<String, String> checks) {
        super(
                "approval_held",
                "The artifact " + artifactId + " cannot be approved while checks are not passed: " + told(checks)
                        + ".");
        this.checks = new TreeMap<>(checks);
    }

    private static String told(Map<String, String> checks) {
        return new TreeMap<>(checks)
                .entrySet().stream()
                        .map(check -> check.getKey() + " (" + check.getValue() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** Returns the results, {@code fail} or {@code pending}, of the checks that hold approval back, by name. */
    public SortedMap<String, String> checks() {
        return new TreeMap<>(checks);
    }
}

package io.runfolio.retention.policy;

import io.runfolio.bundle.ledger.RemovalScope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Action of a rule. Ordered from the most protective to the least: of several, the first one wins. */
public enum PolicyAction {
    /** Removes nothing. */
    KEEP(null),
    DERIVATIVES(RemovalScope.DERIVATIVES),
    ORIGINALS(RemovalScope.ORIGINALS),
    BINARIES(RemovalScope.BINARIES),
    BUNDLE(RemovalScope.BUNDLE);

    private final RemovalScope scope;

    PolicyAction(RemovalScope scope) {
        this.scope = scope;
    }

    /** Returns what it removes; empty if nothing. */
    public Optional<RemovalScope> scope() {
        return Optional.ofNullable(scope);
    }

    /** Returns the word in the file, such as {@code derivatives}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(PolicyAction::word).toList();
    }
}

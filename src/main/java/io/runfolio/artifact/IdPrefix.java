package io.runfolio.artifact;

import java.util.List;
import java.util.Optional;

/** Unique prefix of an id, accepted in place of the whole id. */
public final class IdPrefix {
    /** Ids to look up: enough to know that there are more than an answer names. */
    public static final int MAX_CANDIDATES = AmbiguousIdException.MAX_NAMED + 1;

    private IdPrefix() {}

    /** Returns whether a word can be the beginning of an artifact's id, and not of a run's. */
    public static boolean isArtifactPrefix(String word) {
        return word.matches("artifact-[0-9a-f]{0,16}");
    }

    /**
     * Returns the only id with this prefix; empty if no id has it.
     *
     * @param candidates at most {@value #MAX_CANDIDATES} ids
     * @throws AmbiguousIdException if there are several
     */
    public static Optional<String> resolve(String prefix, List<String> candidates) {
        if (candidates.contains(prefix)) {
            return Optional.of(prefix);
        }
        if (candidates.size() > 1) {
            throw new AmbiguousIdException(prefix, candidates);
        }
        return candidates.stream().findFirst();
    }
}

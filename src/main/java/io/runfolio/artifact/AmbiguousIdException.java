package io.runfolio.artifact;

import java.util.List;

/** Several runs or artifacts have ids with the given prefix. Code: {@code ambiguous_id}. */
public final class AmbiguousIdException extends ReviewException {
    /** Number of ids that the message names. */
    public static final int MAX_NAMED = 5;

    private final transient List<String> candidates;

    /** @param candidates ids in order; one more than {@value #MAX_NAMED} says that there are more */
    public AmbiguousIdException(String prefix, List<String> candidates) {
        super(
                "ambiguous_id",
                "Several ids begin with " + prefix + ": " + String.join(", ", first(candidates))
                        + (candidates.size() > MAX_NAMED ? ", …" : "") + ". Add more of the id.");
        this.candidates = first(candidates);
    }

    private static List<String> first(List<String> candidates) {
        return List.copyOf(candidates.subList(0, Math.min(MAX_NAMED, candidates.size())));
    }

    /** Returns at most {@value #MAX_NAMED} ids that begin so. */
    public List<String> candidates() {
        return candidates;
    }
}

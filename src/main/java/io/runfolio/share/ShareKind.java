package io.runfolio.share;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Form of a shared page. */
public enum ShareKind {
    /** A single artifact. */
    ARTIFACT,
    /** Several artifacts, one below the other. */
    SET,
    /** Two to eight artifacts side by side. */
    COMPARISON;

    /** Returns the name used in files and over HTTP. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind of a name; empty if absent. */
    public static Optional<ShareKind> of(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}

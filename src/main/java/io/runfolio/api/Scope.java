package io.runfolio.api;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Permission of a token. */
public enum Scope {
    /** Reading artifacts, runs and files, and exporting them. */
    READ,
    /** Decisions, preferences, ranks, tags and checks. */
    REVIEW,
    /** Sending events and ordering runs. */
    SUBMIT,
    /** Share links and signed URLs, which give others access without a token. Making one needs {@link #READ} too. */
    SHARE,
    /** All permissions. */
    ADMIN;

    /** Returns the name used in files and over HTTP, such as {@code read}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the scope of a name; empty if absent. */
    public static Optional<Scope> of(String word) {
        return Stream.of(values()).filter(scope -> scope.word().equals(word)).findFirst();
    }
}

package io.runfolio.api;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a token allows. */
public enum Scope {
    /** Looking at artifacts, runs and files, and exporting them. */
    READ,
    /** Deciding, preferring, ranking, tagging and checking. */
    REVIEW,
    /** Sending events and starting runs. */
    SUBMIT,
    /** Everything. */
    ADMIN;

    /** Returns the word in files and over HTTP, such as {@code read}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the scope of a word, if there is one. */
    public static Optional<Scope> of(String word) {
        return Stream.of(values()).filter(scope -> scope.word().equals(word)).findFirst();
    }
}

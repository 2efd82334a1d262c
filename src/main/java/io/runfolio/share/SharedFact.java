package io.runfolio.share;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Fact of an artifact that a shared page may show. */
public enum SharedFact {
    /** Width and height in pixels, or the duration. */
    SIZE,
    /** Time of the run. */
    CREATED,
    /** Name of the model. */
    MODEL,
    /** Review status. */
    STATUS,
    /** Seed. */
    SEED,
    /** Prompt and negative prompt. */
    PROMPT,
    /** Steps, guidance, sampler and scheduler. */
    SETTINGS,
    /** Id of the artifact. */
    ID;

    /** Returns the name used in files and over HTTP. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the fact of a name; empty if absent. */
    public static Optional<SharedFact> of(String word) {
        return Arrays.stream(values()).filter(fact -> fact.word().equals(word)).findFirst();
    }

    /** Returns all names with commas between them. */
    public static String words() {
        return Arrays.stream(values()).map(SharedFact::word).collect(Collectors.joining(", "));
    }
}

package io.runfolio.bundle.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Part of an artifact or a run that a removal takes. Ordered from the least to the most. */
public enum RemovalScope {
    /** Web and thumb files, posters and named renditions; they can be made again. */
    DERIVATIVES,
    /** The original; derivatives stay. */
    ORIGINALS,
    /** Originals and derivatives; of a whole run also its inputs. */
    BINARIES,
    /** Everything of a run but {@code run.json}, {@code manifest.json}, {@code notes.md}, records and ledger. */
    BUNDLE;

    /** Returns the word in files and over HTTP, such as {@code derivatives}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the scope of a word.
     *
     * @throws IllegalArgumentException if the word is unknown
     */
    @JsonCreator
    public static RemovalScope of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

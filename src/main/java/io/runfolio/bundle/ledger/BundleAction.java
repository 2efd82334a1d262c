package io.runfolio.bundle.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Action on the records of a sealed bundle, other than those on its artifacts and files. */
public enum BundleAction {
    /** Writes {@code notes.md} again; the data are {@link NotesEntry}. */
    NOTES,
    /** Adds records that older bundles lack; the data are {@link UpgradeEntry}. */
    UPGRADE;

    /** Returns the word in the ledger, such as {@code notes}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the action of a word.
     *
     * @throws IllegalArgumentException if the word is unknown
     */
    @JsonCreator
    static BundleAction of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

package io.runfolio.bundle.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Action on the files of a sealed bundle. */
public enum RetentionAction {
    /** Protects an artifact or a whole run from removal; the data are a {@link Hold}. */
    HOLD,
    /** Ends a hold; the data name its {@code hold_id}. */
    RELEASE,
    /** Takes files out of the bundle, into the trash; the data are a {@link Removal}. */
    PURGE,
    /** Brings files of a purge back; the data name its {@code removal_id}, and {@code paths} if only some came back. */
    RESTORE,
    /** Records that the files of a purge are deleted for good; the data name its {@code removal_id}. */
    TOMBSTONE;

    /** Returns the word in the ledger, such as {@code hold}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the action of a word; empty if it is another line's. */
    public static Optional<RetentionAction> find(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word().equals(word))
                .findFirst();
    }

    /**
     * Returns the action of a word.
     *
     * @throws IllegalArgumentException if the word is unknown
     */
    @JsonCreator
    static RetentionAction of(String word) {
        return find(word).orElseThrow(() -> new IllegalArgumentException("unknown action " + word));
    }
}

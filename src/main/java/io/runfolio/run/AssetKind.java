package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an asset is, in the event's own words. */
public enum AssetKind {
    IMAGE,
    VIDEO,
    AUDIO,
    TEXT,
    OTHER;

    /** Returns the kind's word in JSON, such as {@code image}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind of that exact word, or empty if there is none. */
    public static Optional<AssetKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** Reads a kind from a record; a word that is not known, as kie allows, counts as {@link #OTHER}. */
    @JsonCreator
    static AssetKind fromRecord(String word) {
        return of(word).orElse(OTHER);
    }
}

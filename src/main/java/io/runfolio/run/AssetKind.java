package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Kind of an asset. */
public enum AssetKind {
    IMAGE,
    VIDEO,
    AUDIO,
    TEXT,
    OTHER;

    /** Returns the name in JSON, such as {@code image}. */
    @JsonValue
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind with this exact name; empty if unknown. */
    public static Optional<AssetKind> of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.jsonName().equals(word))
                .findFirst();
    }

    /** Parses a kind of a record; an unknown word, which kie allows, is {@link #OTHER}. */
    @JsonCreator
    static AssetKind fromRecord(String word) {
        return of(word).orElse(OTHER);
    }

    /** Returns all names in JSON. */
    public static List<String> jsonNames() {
        return Arrays.stream(values()).map(AssetKind::jsonName).toList();
    }
}

package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a derivative is for: {@code web} to look at, {@code thumb} for a still picture's tile, {@code poster} for a clip's. */
public enum DerivativeKind {
    WEB,
    THUMB,
    POSTER;

    /** Returns the kind's word in JSON, such as {@code web}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

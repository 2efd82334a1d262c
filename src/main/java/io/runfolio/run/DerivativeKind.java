package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Purpose of a derivative: {@code web} for viewing, {@code thumb} for tiles, {@code poster} for clips. */
public enum DerivativeKind {
    WEB,
    THUMB,
    POSTER;

    /** Returns the name in JSON, such as {@code web}. */
    @JsonValue
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

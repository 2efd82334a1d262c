package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Result of the work on an asset. */
public enum AssetState {
    /** All derivatives for its kind exist. */
    READY,
    /** Kept original of a format that cannot be read. */
    UNSUPPORTED,
    /** Original that could not be copied, or that could not be decoded. */
    FAILED,
    /** Kept original without derivatives, because of its kind or a setting. */
    SKIPPED;

    /** Returns the name in JSON, such as {@code ready}. */
    @JsonValue
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an asset came out of bundling. */
public enum AssetState {
    /** All that its kind calls for was made. */
    READY,
    /** The original is kept; nothing here can read its format. */
    UNSUPPORTED,
    /** It could not be copied, or it is kept but could not be read. */
    FAILED,
    /** The original is kept; no derivatives were called for, because of its kind or a setting. */
    SKIPPED;

    /** Returns the state's word in JSON, such as {@code ready}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

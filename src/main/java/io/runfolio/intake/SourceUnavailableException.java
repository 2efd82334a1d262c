package io.runfolio.intake;

import java.io.IOException;

/** Thrown for a source that cannot be read, with the code that its asset fails with. */
public final class SourceUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code stable machine-readable word, such as {@code source_expired}
     * @param reason the problem and what to do, as a sentence
     */
    public SourceUnavailableException(String code, String reason) {
        super(reason);
        this.code = code;
    }

    public String code() {
        return code;
    }
}

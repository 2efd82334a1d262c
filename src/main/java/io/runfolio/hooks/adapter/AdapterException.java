package io.runfolio.hooks.adapter;

import io.runfolio.files.RunfolioException;

/** Thrown for a payload that an adapter cannot read. Nothing else is thrown, whatever a payload contains. */
public final class AdapterException extends RunfolioException {
    private final String code;

    /**
     * @param code stable machine-readable word, such as {@code status_unknown}
     * @param message the problem and what to do
     */
    public AdapterException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}

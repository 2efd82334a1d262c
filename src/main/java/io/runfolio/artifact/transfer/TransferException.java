package io.runfolio.artifact.transfer;

import io.runfolio.files.RunfolioException;

/** An export, import or adoption that is not possible as requested. */
public class TransferException extends RunfolioException {
    private final String code;

    /** @param code a stable word for the cause, such as {@code bad_template} */
    public TransferException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Returns a stable word for the cause. */
    public String code() {
        return code;
    }
}

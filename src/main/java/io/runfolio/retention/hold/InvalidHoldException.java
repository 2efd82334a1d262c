package io.runfolio.retention.hold;

import io.runfolio.retention.RetentionException;

/** A hold without a reason, or with a time that is over. Code: {@code invalid_hold}. */
public final class InvalidHoldException extends RetentionException {
    InvalidHoldException(String message) {
        super("invalid_hold", message);
    }
}

package io.runfolio.retention.hold;

import io.runfolio.retention.RetentionException;

/** There is no such hold, or it was released. Code: {@code unknown_hold}. */
public final class UnknownHoldException extends RetentionException {
    public UnknownHoldException(String holdId) {
        super("unknown_hold", "There is no hold " + holdId + ": `runfolio holds` lists them");
    }
}

package io.runfolio.retention.purge;

import io.runfolio.retention.RetentionException;

/** The files of a removal are not in the trash any more. Code: {@code not_restorable}. */
public final class NotRestorableException extends RetentionException {
    NotRestorableException(String removalId, String why) {
        super(
                "not_restorable",
                "The files of " + removalId + " cannot be restored: " + why
                        + "; `runfolio import` brings them back from a complete copy of the bundle");
    }
}

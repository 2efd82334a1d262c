package io.runfolio.retention.purge;

import io.runfolio.retention.RetentionException;

/** There is no such removal, or no such bundle. Code: {@code unknown_removal}. */
public final class UnknownRemovalException extends RetentionException {
    public UnknownRemovalException(String id) {
        super("unknown_removal", "There is no removal " + id + ": `runfolio trash list` shows what can be restored");
    }
}

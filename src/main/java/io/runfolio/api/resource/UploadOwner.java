package io.runfolio.api.resource;

import io.runfolio.api.Caller;
import io.runfolio.files.Checksums;

/** Identities of clients as owners of uploads. */
final class UploadOwner {
    private UploadOwner() {}

    /** Returns the identity of a token, or that of all clients of a server without tokens. */
    static String of(Caller caller) {
        // hashed again, so that the hashes of the tokens stand in their file only
        return caller.credential().isEmpty() ? caller.name() : Checksums.sha256(caller.credential());
    }
}

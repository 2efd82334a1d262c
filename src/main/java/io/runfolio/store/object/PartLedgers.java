package io.runfolio.store.object;

import java.util.Optional;

/** Uploads in parts that are not complete, by key. Thread-safe. */
public interface PartLedgers {
    /** Returns the unfinished upload of a key. */
    Optional<PartLedger> upload(String key);

    /** Keeps the state of an upload. */
    void upload(String key, PartLedger ledger);

    /** Forgets an upload that is complete or was discarded. */
    void forgetUpload(String key);
}

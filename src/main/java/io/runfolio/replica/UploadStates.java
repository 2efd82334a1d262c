package io.runfolio.replica;

import io.runfolio.store.object.PartLedger;
import io.runfolio.store.object.PartLedgers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Unfinished uploads of this process. They are not kept over its end: records of another attempt at an event have other
 * keys.
 */
final class UploadStates implements PartLedgers {
    private final Map<String, PartLedger> ledgers = new ConcurrentHashMap<>();

    @Override
    public Optional<PartLedger> upload(String key) {
        return Optional.ofNullable(ledgers.get(key));
    }

    @Override
    public void upload(String key, PartLedger ledger) {
        ledgers.put(key, ledger);
    }

    @Override
    public void forgetUpload(String key) {
        ledgers.remove(key);
    }
}

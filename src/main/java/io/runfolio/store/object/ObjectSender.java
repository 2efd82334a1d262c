package io.runfolio.store.object;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Sends files to the store: small ones at once, large ones in parts that survive a kill. Thread-safe. */
public final class ObjectSender {
    /** Most parts that S3 accepts. */
    private static final int MAX_PARTS = 10_000;

    private final ObjectStore store;
    private final PartLedgers ledgers;
    private final long partSize;
    private final LongConsumer sent;
    private final Runnable check;

    /**
     * @param ledgers uploads that are not complete
     * @param partSize size of the parts of files that are larger
     * @param sent receives the number of bytes that were sent, after each request
     * @param check called before each part; an exception ends the upload, which can be continued
     */
    public ObjectSender(ObjectStore store, PartLedgers ledgers, long partSize, LongConsumer sent, Runnable check) {
        this.store = store;
        this.ledgers = ledgers;
        this.partSize = partSize;
        this.sent = sent;
        this.check = check;
    }

    /** Sends bytes in memory. */
    public ObjectInfo send(String key, byte[] bytes) {
        return put(key, ObjectContent.of(bytes));
    }

    /**
     * Sends the first bytes of a file.
     *
     * @param sha256 checksum of these bytes
     */
    public ObjectInfo send(String key, Path file, long bytes, String sha256) {
        return bytes <= partSize
                ? put(key, ObjectContent.of(file, bytes, sha256))
                : sendParts(key, file, bytes, sha256);
    }

    /** Sends content at once. */
    public ObjectInfo send(String key, ObjectContent content) {
        return put(key, content);
    }

    private ObjectInfo put(String key, ObjectContent content) {
        ObjectInfo object = store.put(key, content);
        sent.accept(content.bytes());
        return object;
    }

    private ObjectInfo sendParts(String key, Path file, long bytes, String sha256) {
        try {
            return resumeParts(key, file, bytes, sha256);
        } catch (ObjectStoreException e) {
            if (e.kind() != ObjectStoreException.Cause.MISSING) {
                throw e;
            }
            // the store has discarded the upload, as a rule for unfinished ones may say
            ledgers.forgetUpload(key);
            return resumeParts(key, file, bytes, sha256);
        }
    }

    private ObjectInfo resumeParts(String key, Path file, long bytes, String sha256) {
        long size = Math.max(partSize, (bytes + MAX_PARTS - 1) / MAX_PARTS);
        Optional<PartLedger> known = ledgers.upload(key);
        if (known.isPresent() && !known.get().isOf(sha256, bytes, size)) {
            abort(key);
            known = Optional.empty();
        }
        Optional<PartLedger> there = known.flatMap(ledger -> confirmed(key, ledger));
        if (known.isPresent() && there.isEmpty()) {
            // a kill after the upload was completed has left the ledger
            Optional<ObjectInfo> complete = store.head(key)
                    .filter(found -> found.bytes() == bytes && found.sha256().equals(Optional.of(sha256)));
            if (complete.isPresent()) {
                ledgers.forgetUpload(key);
                return complete.get();
            }
        }
        PartLedger ledger =
                there.orElseGet(() -> new PartLedger(store.begin(key, sha256), sha256, bytes, size, List.of()));
        ledgers.upload(key, ledger);
        ledger = sendMissing(key, file, ledger);
        ObjectInfo object = store.complete(
                key,
                ledger.uploadId(),
                ledger.parts().stream()
                        .sorted(Comparator.comparingInt(UploadedPart::number))
                        .toList());
        ledgers.forgetUpload(key);
        return object;
    }

    private PartLedger sendMissing(String key, Path file, PartLedger begun) {
        PartLedger ledger = begun;
        Set<Integer> there = begun.parts().stream().map(UploadedPart::number).collect(Collectors.toSet());
        int number = 1;
        for (long from = 0; from < ledger.bytes(); from += ledger.partSize(), number++) {
            check.run();
            if (!there.contains(number)) {
                long length = Math.min(ledger.partSize(), ledger.bytes() - from);
                UploadedPart part =
                        store.sendPart(key, ledger.uploadId(), number, ObjectContent.of(file, from, length));
                ledger = ledger.with(part);
                ledgers.upload(key, ledger);
                sent.accept(length);
            }
        }
        return ledger;
    }

    private Optional<PartLedger> confirmed(String key, PartLedger ledger) {
        try {
            PartLedger there = ledger.confirmedBy(store.parts(key, ledger.uploadId()));
            // some servers list no parts where others say that there is no such upload
            return Optional.of(there)
                    .filter(found -> !found.parts().isEmpty() || ledger.parts().isEmpty());
        } catch (ObjectStoreException e) {
            if (e.kind() == ObjectStoreException.Cause.MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Discards an unfinished upload, so that its parts cost nothing. */
    public void abort(String key) {
        ledgers.upload(key).ifPresent(ledger -> {
            store.abort(key, ledger.uploadId());
            ledgers.forgetUpload(key);
        });
    }
}

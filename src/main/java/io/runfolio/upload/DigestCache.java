package io.runfolio.upload;

import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Digests of unfinished uploads, so that a continued one is not read again. Thread-safe. */
final class DigestCache {
    private static final int MAX_ENTRIES = 256;

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    private record Entry(long offset, MessageDigest digest) {}

    synchronized void put(Upload upload, MessageDigest digest) {
        entries.put(upload.id(), new Entry(upload.offset(), digest));
    }

    /** Removes and returns the digest of the bytes before an upload's offset; empty if it is not known. */
    synchronized Optional<MessageDigest> take(Upload upload) {
        Entry entry = entries.remove(upload.id());
        return entry != null && entry.offset() == upload.offset() ? Optional.of(entry.digest()) : Optional.empty();
    }
}

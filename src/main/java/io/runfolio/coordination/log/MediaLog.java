package io.runfolio.coordination.log;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * Agreement of attempts and sweeps about media in an object store, which bundles share.
 *
 * <p>Each content has a generation, which is part of its key. A sweep {@linkplain #retire retires} a generation before
 * it removes the object: from then on no attempt gets it, and none that got it before is sealed. So a sweep may remove
 * the object at any time after it has found no sealed bundle that lists it. Thread-safe; all methods throw
 * {@link io.runfolio.files.StorageException} if the log cannot be used.
 */
public interface MediaLog {
    /**
     * Notes that an attempt relies on media.
     *
     * @param sha256 checksums of their content, in lower-case hex
     * @return the generation of each, by checksum
     */
    Map<String, Integer> use(String runId, Collection<String> sha256);

    /** Forgets an attempt that has given up. */
    void giveUp(String runId);

    /**
     * Retires a generation unless an attempt has begun to rely on the content lately.
     *
     * @param unused time for which no attempt must have done so
     * @return whether the generation is retired, by this call or before
     */
    boolean retire(String sha256, int generation, Duration unused);

    /**
     * Marks an attempt whose objects will be removed, so that it cannot be sealed.
     *
     * @return whether it may be swept; not if it is sealed
     */
    boolean sweep(String runId);
}

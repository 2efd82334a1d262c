package io.runfolio.coordination.postgres;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.ClaimLostException;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.ScratchFolder;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Claims of one worker, with the number of each and a local copy of its event. Thread-safe. */
final class HeldClaims {
    private static final int RANDOM_BYTES = 4;

    private final String prefix;
    private final Map<String, Held> all = new ConcurrentHashMap<>();

    /** @param queue name of the queue */
    HeldClaims(String queue) {
        prefix = queue + "-" + RandomIds.hex(RANDOM_BYTES) + "-";
    }

    /**
     * Claim that this worker holds.
     *
     * @param fence number of the claim
     * @param isTrying whether an attempt is in progress
     */
    record Held(Claim claim, long fence, boolean isTrying) {}

    /** Adds a claim and writes its event to a local file. */
    Claim add(String id, String name, long fence, byte[] body) {
        Path file = ScratchFolder.get().resolve(prefix + id + "-" + fence + ".json");
        write(file, body);
        Claim claim = new Claim(id, name, file);
        all.put(id, new Held(claim, fence, false));
        return claim;
    }

    void amend(Claim claim, byte[] body) {
        write(claim.file(), body);
    }

    private static void write(Path file, byte[] body) {
        try {
            Files.deleteIfExists(file);
            PrivateFiles.write(file, body);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be written to the folder for temporary files");
        }
    }

    /**
     * Returns the number of a claim.
     *
     * @throws ClaimLostException if it is held no longer
     */
    long fence(Claim claim) {
        Held held = all.get(claim.id());
        if (held == null || !held.claim().file().equals(claim.file())) {
            throw lost(claim);
        }
        return held.fence();
    }

    /** Forgets a claim that another worker has, and returns the exception that ends the work on it. */
    ClaimLostException lost(Claim claim) {
        remove(claim);
        return new ClaimLostException("Another worker has taken over the event " + claim.name() + ".");
    }

    void setTrying(Claim claim, boolean isTrying) {
        all.computeIfPresent(claim.id(), (id, held) -> new Held(held.claim(), held.fence(), isTrying));
    }

    boolean isTrying(Claim claim) {
        Held held = all.get(claim.id());
        return held != null && held.isTrying();
    }

    void remove(Claim claim) {
        // a later claim of the same event has another file
        all.computeIfPresent(claim.id(), (id, held) -> held.claim().file().equals(claim.file()) ? null : held);
        DurableFiles.tryDelete(claim.file());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<String> ids() {
        return List.copyOf(all.keySet());
    }

    List<Claim> claims() {
        return all.values().stream().map(Held::claim).toList();
    }
}

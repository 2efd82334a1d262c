package io.runfolio.retention.purge;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.dedup.OriginalNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Counts the bytes that come free with removed files.
 *
 * <p>Bytes with several names count once, with the removal of the last name. A name in the trash is removed. Used for
 * the removals of one plan, in its order. Not thread-safe.
 */
public final class FreedBytes {
    private final BundleLayout layout;
    private final Supplier<Set<String>> pending;
    private TrashNames trash;

    /**
     * @param pending supplies the removals that followed at the start, of which a killed process may have made some:
     *     they count when it is their turn
     */
    public FreedBytes(BundleLayout layout, Supplier<Set<String>> pending) {
        this.layout = layout;
        this.pending = pending;
    }

    /** Returns the bytes that come free, by path. */
    public Map<String, Long> of(String runPath, PurgeOutcome outcome) {
        Map<String, Long> sizes = new HashMap<>();
        Map<Object, Integer> taken = new HashMap<>();
        outcome.names().values().forEach(names -> taken.merge(names.key(), 1, Integer::sum));
        Set<Object> counted = new HashSet<>();
        for (RemovedFile file : outcome.removal().orElseThrow().files()) {
            OriginalNames names = outcome.names().get(file.path());
            if (names == null) {
                sizes.put(file.path(), file.bytes() == null ? 0 : file.bytes());
                continue;
            }
            boolean isLast = trash().count(names.key()) + taken.get(names.key()) >= names.names();
            sizes.put(file.path(), isLast && counted.add(names.key()) ? names.bytes() : 0);
        }
        String removalId = outcome.removal().orElseThrow().removalId();
        outcome.names().forEach((path, names) -> trash().add(
                        names.key(),
                        layout.trash().resolve(runPath).resolve(removalId).resolve(path)));
        return sizes;
    }

    /** Returns the names in the trash, which are read when the first file with several names is removed. */
    private TrashNames trash() {
        if (trash == null) {
            trash = new TrashNames(layout, pending.get());
        }
        return trash;
    }
}

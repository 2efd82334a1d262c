package io.runfolio.replica;

import io.runfolio.bundle.ledger.Removal;
import io.runfolio.bundle.ledger.RemovalHistory;
import io.runfolio.bundle.ledger.RemovalHistory.Place;
import io.runfolio.bundle.ledger.RemovedFile;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Files of a bundle that were removed, as its ledger says. The ledger is common to all hosts, so a removal is made by
 * its line.
 *
 * @param trash paths of files that can be restored; the store keeps their objects
 * @param gone paths of files that were deleted for good
 */
record RemovedPaths(Set<String> trash, Set<String> gone) {
    private static final RemovedPaths NONE = new RemovedPaths(Set.of(), Set.of());

    RemovedPaths {
        trash = Set.copyOf(trash);
        gone = Set.copyOf(gone);
    }

    /** Reads the lines of a ledger. */
    static RemovedPaths of(List<String> ledger) {
        if (ledger.isEmpty()) {
            return NONE;
        }
        RemovalHistory history = RemovalHistory.of(ledger.stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList());
        Set<String> trash = new HashSet<>();
        Set<String> gone = new HashSet<>();
        for (Removal purged : history.purged().values()) {
            for (RemovedFile file : purged.files()) {
                Place place = history.place(purged.removalId(), file.path());
                if (file.isRemovable() && place != Place.BUNDLE) {
                    (place == Place.GONE ? gone : trash).add(file.path());
                }
            }
        }
        return new RemovedPaths(trash, gone);
    }

    /** Returns whether the bundle does not have a file any more. */
    boolean isAway(String path) {
        return trash.contains(path) || gone.contains(path);
    }
}

package io.runfolio.bundle.ledger;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All removals that a bundle's ledger has ever named, and where each of their files belongs now.
 *
 * @param purged removals as their purge lines have them, by id, oldest first
 * @param state current state
 */
public record RemovalHistory(Map<String, Removal> purged, RetentionState state) {
    public RemovalHistory {
        purged = Collections.unmodifiableMap(new LinkedHashMap<>(purged));
    }

    /** Place of a removed file. */
    public enum Place {
        /** In the bundle: it was restored. */
        BUNDLE,
        /** In the trash. */
        TRASH,
        /** Deleted for good. */
        GONE
    }

    /** Reads the whole lines of a ledger. */
    public static RemovalHistory of(List<byte[]> ledger) {
        return ofLines(RetentionLedger.lines(ledger));
    }

    /** Reads a ledger; one that is missing has no lines. */
    public static RemovalHistory read(Path ledger) {
        return ofLines(RetentionLedger.lines(ledger));
    }

    private static RemovalHistory ofLines(List<RetentionLine> lines) {
        Map<String, Removal> purged = new LinkedHashMap<>();
        for (RetentionLine line : lines) {
            if (line.action() == RetentionAction.PURGE) {
                Removal.of(line).ifPresent(removal -> purged.put(removal.removalId(), removal));
            }
        }
        return new RemovalHistory(purged, RetentionState.of(lines));
    }

    /** Returns the place of a file that a removal took. */
    public Place place(String removalId, String path) {
        return state.removal(removalId)
                .filter(removal -> removal.took(path))
                .map(removal -> removal.isDeleted() ? Place.GONE : Place.TRASH)
                .orElse(Place.BUNDLE);
    }
}

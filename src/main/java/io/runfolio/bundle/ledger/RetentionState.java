package io.runfolio.bundle.ledger;

import io.runfolio.run.extras.JsonMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds of a bundle and files that were removed from it: the fold of its retention lines.
 *
 * @param holds holds that were not released; some may have ended by their time
 * @param removals removals with files that did not come back, oldest first
 */
public record RetentionState(List<Hold> holds, List<Removal> removals) {
    /** State of a bundle without such lines. */
    public static final RetentionState NONE = new RetentionState(List.of(), List.of());

    public RetentionState {
        holds = holds == null ? List.of() : List.copyOf(holds);
        removals = removals == null ? List.of() : List.copyOf(removals);
    }

    /** Returns the fold of a ledger's lines, in their order. Lines whose data make no sense are ignored. */
    public static RetentionState of(List<RetentionLine> lines) {
        if (lines.isEmpty()) {
            return NONE;
        }
        Map<String, Hold> holds = new LinkedHashMap<>();
        Map<String, Removal> removals = new LinkedHashMap<>();
        for (RetentionLine line : lines) {
            JsonMap data = JsonMap.of(line.data());
            switch (line.action()) {
                case HOLD -> data.text("hold_id").ifPresent(id -> holds.put(id, hold(id, line, data)));
                case RELEASE -> data.text("hold_id").ifPresent(holds::remove);
                case PURGE -> Removal.of(line).ifPresent(removal -> removals.put(removal.removalId(), removal));
                case RESTORE -> restore(removals, data);
                case TOMBSTONE ->
                    data.text("removal_id")
                            .ifPresent(
                                    id -> removals.computeIfPresent(id, (key, removal) -> removal.deleted(line.at())));
            }
        }
        return new RetentionState(new ArrayList<>(holds.values()), new ArrayList<>(removals.values()));
    }

    private static Hold hold(String id, RetentionLine line, JsonMap data) {
        return new Hold(
                id,
                line.artifactId(),
                data.text("reason").orElse(line.note()),
                data.text("until").orElse(null),
                line.by(),
                line.at());
    }

    private static void restore(Map<String, Removal> removals, JsonMap data) {
        String id = data.text("removal_id").orElse("");
        List<String> paths = data.texts("paths");
        removals.computeIfPresent(id, (key, removal) -> {
            Removal left = paths.isEmpty() ? null : removal.without(Set.copyOf(paths));
            return left == null || left.files().isEmpty() ? null : left;
        });
    }

    /** Returns the removal that took a file, the last one of several; empty if absent. */
    public Optional<Removal> removalOf(String path) {
        return removals.stream().filter(removal -> removal.took(path)).reduce((first, second) -> second);
    }

    /** Returns the removal with an id; empty if absent, or all its files came back. */
    public Optional<Removal> removal(String removalId) {
        return removals.stream()
                .filter(removal -> removal.removalId().equals(removalId))
                .findFirst();
    }

    /** Returns the active holds of an artifact and of its run. */
    public List<Hold> holdsOf(String artifactId, Instant now) {
        return holds.stream()
                .filter(hold -> hold.covers(artifactId) && hold.isActive(now))
                .toList();
    }
}

package io.runfolio.work.redo;

import io.runfolio.intake.DerivativeOverrides;
import java.util.Map;
import java.util.TreeMap;

/**
 * Instructions of a rebuild for each output.
 *
 * @param overrides settings other than those that the derivatives were made with; may be empty
 * @param onlyMissing whether only what outputs lack is made: files, facts and previews
 * @param includePurged whether derivatives that a purge removed are made again too
 * @param replace whether sealed derivatives are deleted once the new ones are recorded
 * @param by who asked for it, for the ledger
 */
public record RebuildRequest(
        DerivativeOverrides overrides, boolean onlyMissing, boolean includePurged, boolean replace, String by) {

    /** Returns all that makes two rebuilds different. */
    Map<String, Object> identity() {
        return new TreeMap<>(Map.of(
                "settings",
                new TreeMap<>(overrides.values()),
                "only_missing",
                onlyMissing,
                "include_purged",
                includePurged,
                "replace",
                replace));
    }
}

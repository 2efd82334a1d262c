package io.runfolio.catalog;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what changed in a run. Numbers and times of the changes are given when they are noted. */
final class Changes {
    private Changes() {}

    /** Returns what is to be told; empty if nothing changed. */
    static List<Change> between(Optional<RunView> known, RunView now) {
        String runId = now.run().runId();
        if (known.isEmpty() || !sameRun(known.get(), now)) {
            return List.of(new Change(0, Change.RUN, runId, null, ""));
        }
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < now.artifacts().size(); i++) {
            ArtifactView artifact = now.artifacts().get(i);
            if (!artifact.review().equals(known.get().artifacts().get(i).review())) {
                changes.add(
                        new Change(0, Change.ARTIFACT, runId, artifact.record().id(), ""));
            }
        }
        return changes;
    }

    static Change removed(String runId) {
        return new Change(0, Change.REMOVED, runId, null, "");
    }

    /** What was written down before and read again must compare equal to what comes from the bundle; so both are written down. */
    private static boolean sameRun(RunView known, RunView now) {
        return Documents.sealed(known).equals(Documents.sealed(now));
    }
}

package io.runfolio.catalog.sql;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.catalog.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the changes between two states of a run. Their numbers and times are assigned when they are stored. */
final class ChangeDetector {
    private ChangeDetector() {}

    /** Returns the changes; empty if nothing changed. */
    static List<Change> between(Optional<RunView> known, RunView now) {
        String runId = now.run().runId();
        boolean isSame = known.filter(before -> sameRun(before, now))
                .filter(before -> before.retention().equals(now.retention()))
                .isPresent();
        if (!isSame) {
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

    /** Compares serialized forms, as a stored run differs from a bundle's in the types of its numbers. */
    private static boolean sameRun(RunView known, RunView now) {
        return RunDocumentCodec.sealedContent(known).equals(RunDocumentCodec.sealedContent(now));
    }
}

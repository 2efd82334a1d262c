package io.runfolio.workflow.run;

import io.runfolio.json.UnreadableRecordException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Finds artifacts that workflow runs in progress use, so that none of them is removed meanwhile. */
public final class OpenRunInputs {
    private OpenRunInputs() {}

    /**
     * Returns the ids of artifacts that were supplied to runs that have not ended.
     *
     * @param runs the folder of runs; a missing one has none
     * @throws UnreadableRecordException if a run cannot be read, as it may use any artifact
     */
    public static Set<String> artifactIds(Path runs) {
        RunReader reader = new RunReader(new RunsLayout(runs));
        Set<String> ids = new LinkedHashSet<>();
        for (String runId : reader.all()) {
            try {
                reader.fold(runId)
                        .filter(run -> !run.state().isEnd())
                        .flatMap(run -> reader.specification(runId))
                        .ifPresent(specification ->
                                specification.inputs().values().forEach(supplied -> ids.add(supplied.id())));
            } catch (UnreadableRecordException e) {
                throw new UnreadableRecordException(
                        "The artifacts that the workflow run " + runId + " uses are unknown: " + e.getMessage(), e);
            }
        }
        return ids;
    }
}

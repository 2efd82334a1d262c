package io.runfolio.workflow.run;

import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds artifacts that workflow runs in progress use, so that none of them is removed meanwhile. A run is read again
 * only if its ledger has changed. Thread-safe.
 */
public final class OpenRunInputs {
    private final RunsLayout layout;
    private final RunReader reader;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** @param runs the folder of runs; a missing one has none */
    public OpenRunInputs(Path runs) {
        this.layout = new RunsLayout(runs);
        this.reader = new RunReader(layout);
    }

    /**
     * Artifacts that a run uses.
     *
     * @param ledger size and time of the ledger that they were read from
     * @param ids none for a run that has ended
     */
    private record Known(List<Object> ledger, Set<String> ids) {}

    /**
     * Returns the ids of artifacts that were supplied to runs that have not ended.
     *
     * @throws UnreadableRecordException if a run cannot be read, as it may use any artifact
     */
    public Set<String> artifactIds() {
        List<String> runs = reader.all();
        known.keySet().retainAll(Set.copyOf(runs));
        Set<String> ids = new LinkedHashSet<>();
        for (String runId : runs) {
            try {
                ids.addAll(known.compute(runId, this::read).ids());
            } catch (UnreadableRecordException e) {
                throw new UnreadableRecordException(
                        "The artifacts that the workflow run " + runId + " uses are unknown: " + e.getMessage(), e);
            }
        }
        return ids;
    }

    private Known read(String runId, Known before) {
        List<Object> ledger = ledger(runId);
        if (before != null && !ledger.isEmpty() && ledger.equals(before.ledger())) {
            return before;
        }
        Set<String> ids = new LinkedHashSet<>();
        reader.fold(runId)
                .filter(run -> !run.state().isEnd())
                .flatMap(run -> reader.specification(runId))
                .ifPresent(
                        specification -> specification.inputs().values().forEach(supplied -> ids.add(supplied.id())));
        return new Known(ledger, ids);
    }

    /** Returns what changes with each line of a ledger; empty if it cannot be read. */
    private List<Object> ledger(String runId) {
        try {
            BasicFileAttributes found = Files.readAttributes(layout.ledger(runId), BasicFileAttributes.class);
            return List.of(found.size(), found.lastModifiedTime());
        } catch (IOException e) {
            return List.of(); // the reader says what is wrong
        }
    }
}

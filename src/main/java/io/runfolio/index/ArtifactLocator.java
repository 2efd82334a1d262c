package io.runfolio.index;

import io.runfolio.bundle.ArtifactIds;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.LineScanner;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.RunIndexEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Finds the run of an artifact without a catalog. The ids of artifacts follow from events and positions, so that the
 * two lists of the outputs folder suffice and no bundle is opened. A search reads both lists. Thread-safe.
 */
public final class ArtifactLocator {
    /** Outputs of a run that are compared before the number of its outputs is known. */
    private static final int USUAL_OUTPUTS = 4;

    private final BundleLayout layout;

    public ArtifactLocator(BundleLayout layout) {
        this.layout = layout;
    }

    /** Returns the id of the run whose artifact has this id; empty if absent. */
    public Optional<String> runId(String artifactId) {
        Search search = new Search(artifactId);
        eachEvent(event -> search.compare(event.runId(), ArtifactIds.ofEvent(event.eventId()), 1, USUAL_OUTPUTS));
        if (search.found.isEmpty()) {
            IndexLineReader.forEach(layout.index(), search::compare);
        }
        if (search.found.isEmpty() && !search.large.isEmpty()) {
            eachEvent(event -> search.compare(
                    event.runId(),
                    ArtifactIds.ofEvent(event.eventId()),
                    USUAL_OUTPUTS + 1,
                    search.large.getOrDefault(event.runId(), 0)));
        }
        return search.found;
    }

    private void eachEvent(Consumer<ProcessedEvents.ProcessedEvent> consumer) {
        Path events = layout.processedEvents();
        try (InputStream in = Files.newInputStream(events)) {
            LineScanner.scan(in, 0, (offset, line) -> ProcessedEvents.read(line).ifPresent(consumer));
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw StorageErrors.translate(e, events + " could not be read");
        }
    }

    private static final class Search {
        private final String artifactId;
        /** Numbers of outputs of the runs that have many, by run. */
        private final Map<String, Integer> large = new HashMap<>();

        private Optional<String> found = Optional.empty();

        Search(String artifactId) {
            this.artifactId = artifactId;
        }

        void compare(String runId, IntFunction<String> ids, int first, int last) {
            for (int position = first; position <= last && found.isEmpty(); position++) {
                if (ids.apply(position).equals(artifactId)) {
                    found = Optional.of(runId);
                }
            }
        }

        /** Compares the ids of a run whose event is not known, and notes a run with many outputs. */
        void compare(RunIndexEntry entry) {
            int outputs = Math.max(1, entry.outputCount());
            compare(entry.runId(), ArtifactIds.ofRun(entry.runId(), entry.createdAt()), 1, outputs);
            if (outputs > USUAL_OUTPUTS) {
                large.put(entry.runId(), outputs);
            }
        }
    }
}

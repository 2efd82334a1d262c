package io.runfolio.work.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.EventLookup;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.index.ArtifactLocator;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.ReviewStatus;
import io.runfolio.workflow.run.ArtifactSource;
import io.runfolio.workflow.run.SuppliedArtifact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Artifacts of the bundles, with their present review status. The bundle of an artifact comes from the caller's lookup,
 * such as the catalog, else from the lists of events and runs. Thread-safe.
 */
public final class BundledArtifacts implements ArtifactSource {
    private static final int MAX_KNOWN = 10_000;
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private final RunViewReader views;
    private final ArtifactContents contents;
    private final ProcessedEvents events;
    private final EventLookup queue;
    private final ArtifactLocator locator;
    private final Function<String, Optional<String>> catalog;
    private final Function<String, Optional<String>> jobs;
    /** Runs of artifacts that were found, by the artifact's id; the least recently used are dropped. */
    private final Map<String, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    /**
     * @param queue finds events without a bundle
     * @param catalog returns the id of an artifact's run; empty if it is not known there
     * @param jobs returns the id of a job's run; empty if it is not known there
     */
    public BundledArtifacts(
            BundleLayout layout,
            ProcessedEvents events,
            EventLookup queue,
            Function<String, Optional<String>> catalog,
            Function<String, Optional<String>> jobs) {
        this.views = new RunViewReader(layout);
        this.contents = new ArtifactContents(layout);
        this.events = events;
        this.queue = queue;
        this.locator = new ArtifactLocator(layout);
        this.catalog = catalog;
        this.jobs = jobs;
    }

    /** Artifact with its run. */
    private record Located(RunView run, ArtifactView artifact) {}

    @Override
    public Optional<SuppliedArtifact> find(String artifactId) {
        return locate(artifactId).map(found -> supplied(found.run(), found.artifact()));
    }

    @Override
    public Optional<Bundled> bundled(String eventId) {
        Optional<Bundled> bundled =
                events.find(eventId).flatMap(event -> views.find(event.runId())).map(this::bundle);
        // a client that reads the artifact's id from its run can look it up at once
        bundled.flatMap(found -> found.artifacts().stream().findFirst()).ifPresent(first -> catalog.apply(first.id()));
        return bundled;
    }

    @Override
    public Optional<Bundled> bundledJob(String jobId) {
        return bundled(jobId).or(() -> jobs.apply(jobId).flatMap(views::find).map(this::bundle));
    }

    private Bundled bundle(RunView run) {
        return new Bundled(
                run.run().runId(),
                run.runPath(),
                run.artifacts().stream()
                        .map(artifact -> supplied(run, artifact))
                        .toList());
    }

    @Override
    public Optional<String> refused(String eventId) {
        // first, as few events are refused and the lookup of the others reads the whole queue
        Optional<RefusedEvent> refused = queue.refused(eventId);
        // it may have been corrected and sent again, and be bundled while the queue is read
        boolean isOpen = refused.isPresent()
                && (queue.pending(eventId).isPresent() || events.find(eventId).isPresent());
        return isOpen ? Optional.empty() : refused.map(this::reason);
    }

    private String reason(RefusedEvent refused) {
        Object message = refused.error().get("message");
        return message == null ? "its event was refused: see " + refused.location() : String.valueOf(message);
    }

    @Override
    public Optional<Decision> decision(String artifactId) {
        return locate(artifactId)
                .filter(found ->
                        !ReviewStatus.REVIEW.isNamed(found.artifact().review().status()))
                .map(found -> decision(found, artifactId));
    }

    private Decision decision(Located found, String artifactId) {
        JsonNode intake = lastDecision(found.run().runPath(), artifactId)
                .filter(entry -> entry.action() == ReviewAction.REQUEST_CHANGES)
                .map(entry -> entry.data().get("intake"))
                .<JsonNode>map(MAPPER::valueToTree)
                .orElse(NullNode.getInstance());
        return new Decision(
                found.artifact().review().status(),
                found.artifact().review().decidedBy(),
                found.artifact().review().note(),
                intake);
    }

    private Optional<ReviewLogEntry> lastDecision(String runPath, String artifactId) {
        return views.history(runPath).stream()
                .filter(entry ->
                        entry.artifactId().equals(artifactId) && entry.action().isDecision())
                .reduce((earlier, later) -> later);
    }

    private Optional<Located> locate(String artifactId) {
        if (!ArtifactFinder.isId(artifactId)) {
            return Optional.empty();
        }
        return remembered(artifactId)
                .flatMap(runId -> read(runId, artifactId))
                .or(() -> catalog.apply(artifactId).flatMap(runId -> read(runId, artifactId)))
                .or(() -> locator.runId(artifactId).flatMap(runId -> read(runId, artifactId)));
    }

    private Optional<Located> read(String runId, String artifactId) {
        Optional<Located> located = views.find(runId).flatMap(run -> run.artifacts().stream()
                .filter(artifact -> artifact.record().id().equals(artifactId))
                .findFirst()
                .map(artifact -> new Located(run, artifact)));
        located.ifPresent(found -> remember(artifactId, runId));
        return located;
    }

    private SuppliedArtifact supplied(RunView run, ArtifactView artifact) {
        remember(artifact.record().id(), run.run().runId());
        return new SuppliedArtifact(
                artifact.record().id(),
                artifact.record().artifactClass(),
                artifact.record().artifactType(),
                artifact.review().status(),
                run.run().runId(),
                contents.of(run, artifact),
                List.copyOf(artifact.record().sourceArtifactIds()));
    }

    private void remember(String artifactId, String runId) {
        synchronized (known) {
            known.put(artifactId, runId);
        }
    }

    private Optional<String> remembered(String artifactId) {
        synchronized (known) {
            return Optional.ofNullable(known.get(artifactId));
        }
    }
}

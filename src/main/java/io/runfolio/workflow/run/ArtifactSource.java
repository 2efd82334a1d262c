package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Optional;

/** Finds artifacts with their content and present review status. Thread-safe. */
public interface ArtifactSource {
    /** Returns an artifact; empty if absent. */
    Optional<SuppliedArtifact> find(String artifactId);

    /**
     * Returns the artifacts of the bundle that was made from an event, in the order of its outputs.
     *
     * @param eventId identity of the event, its idempotency key
     * @return empty if the event has no bundle yet
     */
    Optional<Bundled> bundled(String eventId);

    /**
     * Returns the artifacts of the bundle of a job, such as an order.
     *
     * @param jobId id of the job, which is also the identity of its event where the generator sets it
     */
    default Optional<Bundled> bundledJob(String jobId) {
        return bundled(jobId);
    }

    /** Returns why an event can never have a bundle; empty if it has one or may get one. */
    Optional<String> refused(String eventId);

    /** Returns the decision on an artifact; empty if absent, or its review was reopened. */
    default Optional<Decision> decision(String artifactId) {
        return find(artifactId)
                .filter(artifact -> !artifact.status().equals("review"))
                .map(artifact -> new Decision(artifact.status(), null, null, NullNode.getInstance()));
    }

    /**
     * Decision on an artifact.
     *
     * @param status status that it gave: {@code approved}, {@code rejected}, or {@code draft} for requested changes
     * @param by name of the reviewer; null if unknown
     * @param note reason; null if absent
     * @param intake merge patch of the intake for the next attempt; a null node if absent
     */
    record Decision(String status, String by, String note, JsonNode intake) {}

    /**
     * Bundle of an event.
     *
     * @param runId id of the bundle's run
     * @param runPath its folder, relative to the outputs folder
     * @param artifacts its artifacts
     */
    record Bundled(String runId, String runPath, List<SuppliedArtifact> artifacts) {
        public Bundled {
            artifacts = List.copyOf(artifacts);
        }
    }
}

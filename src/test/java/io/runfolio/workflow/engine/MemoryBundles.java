package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.InboxStatus;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageRoot;
import io.runfolio.workflow.run.ArtifactSource;
import io.runfolio.workflow.run.SuppliedArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Events of ended runs and their artifacts in memory: each identity is bundled once. */
final class MemoryBundles implements EventInbox, ArtifactSource {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> events = new LinkedHashMap<>();
    private final Map<String, SuppliedArtifact> artifacts = new ConcurrentHashMap<>();
    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private volatile boolean held;

    /** Holds back the bundles of later looks. */
    void hold(boolean value) {
        held = value;
    }

    void refuse(String eventId, String reason) {
        refusals.put(eventId, reason);
    }

    void decide(String artifactId, Decision decision) {
        decisions.put(artifactId, decision);
    }

    void add(SuppliedArtifact artifact) {
        artifacts.put(artifact.id(), artifact);
    }

    synchronized List<String> eventIds() {
        return List.copyOf(events.keySet());
    }

    synchronized JsonNode event(String eventId) {
        return events.get(eventId);
    }

    @Override
    public synchronized Submitted submit(byte[] event, String name) {
        try {
            JsonNode json = JSON.readTree(event);
            String id = json.path("idempotency_key").asText();
            JsonNode before = events.putIfAbsent(id, json);
            assertThat(before == null || before.equals(json))
                    .as("a second event of %s is equal to the first", id)
                    .isTrue();
            return new Submitted(name, "memory/" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<SuppliedArtifact> find(String artifactId) {
        return Optional.ofNullable(artifacts.get(artifactId));
    }

    @Override
    public Optional<Decision> decision(String artifactId) {
        return Optional.ofNullable(decisions.get(artifactId));
    }

    @Override
    public synchronized Optional<Bundled> bundled(String eventId) {
        JsonNode event = events.get(eventId);
        if (event == null || held || refusals.containsKey(eventId)) {
            return Optional.empty();
        }
        List<SuppliedArtifact> made = new ArrayList<>();
        if (event.path("status").asText().equals("succeeded")) {
            String id = artifactId(eventId);
            JsonNode hint = event.path("artifact");
            ObjectNode content = hint.path("content").isObject()
                    ? (ObjectNode) hint.path("content")
                    : JSON.createObjectNode().put("type", "image").put("path", "/x/" + id + ".png");
            made.add(new SuppliedArtifact(
                    id,
                    hint.path("artifact_class").asText(),
                    hint.path("artifact_type").asText(),
                    "review",
                    "bundle-" + eventId,
                    content,
                    List.of()));
            artifacts.putIfAbsent(id, made.get(0));
        }
        return Optional.of(new Bundled("bundle-" + eventId, "2026-01-01/bundle-" + eventId, made));
    }

    static String artifactId(String eventId) {
        return "artifact-" + Checksums.sha256(eventId).substring(0, 16);
    }

    @Override
    public Optional<String> refused(String eventId) {
        return Optional.ofNullable(refusals.get(eventId));
    }

    @Override
    public StorageRoot root() {
        throw new UnsupportedOperationException();
    }

    @Override
    public InboxStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int orphanedClaims() {
        return 0;
    }

    @Override
    public List<RefusedEvent> refusedEvents() {
        return List.of();
    }

    @Override
    public Optional<RefusedEvent> refusedEvent(String name) {
        return Optional.empty();
    }

    @Override
    public void readOpenEvents(Consumer<byte[]> reader) {}

    @Override
    public Set<String> openNames() {
        return Set.of();
    }

    @Override
    public Submitted retry(RefusedEvent event) {
        throw new UnsupportedOperationException();
    }
}

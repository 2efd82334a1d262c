package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.InboxStatus;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.files.StorageRoot;
import io.runfolio.workflow.run.ArtifactSource;
import io.runfolio.workflow.run.SuppliedArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Events of ended runs as files, for several processes. An identity has one file; a second delivery of other bytes is
 * kept beside it as a finding.
 */
final class FileBundles implements EventInbox, ArtifactSource {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    FileBundles(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    private Path file(String eventId) {
        return folder.resolve(eventId.replace(':', '-') + ".json");
    }

    @Override
    public Submitted submit(byte[] event, String name) {
        try {
            String id = JSON.readTree(event).path("idempotency_key").asText();
            Path part = folder.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime() + ".part");
            Files.write(part, event, StandardOpenOption.CREATE_NEW);
            try {
                Files.createLink(file(id), part);
            } catch (FileAlreadyExistsException e) {
                if (!JSON.readTree(Files.readAllBytes(file(id))).equals(JSON.readTree(event))) {
                    Files.write(folder.resolve(id.replace(':', '-') + ".conflict"), event);
                }
            }
            Files.delete(part);
            return new Submitted(name, file(id).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the names of the files: {@code .json} for events, {@code .conflict} for findings. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".part"))
                    .sorted()
                    .toList();
        }
    }

    JsonNode event(String eventId) throws IOException {
        return JSON.readTree(Files.readAllBytes(file(eventId)));
    }

    @Override
    public Optional<SuppliedArtifact> find(String artifactId) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .map(file -> file.getFileName().toString().replace(".json", ""))
                    .flatMap(id -> bundled(id).stream())
                    .flatMap(bundle -> bundle.artifacts().stream())
                    .filter(artifact -> artifact.id().equals(artifactId))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Bundled> bundled(String eventId) {
        try {
            if (!Files.exists(file(eventId))) {
                return Optional.empty();
            }
            JsonNode event = event(eventId);
            if (!event.path("status").asText().equals("succeeded")) {
                return Optional.of(new Bundled("bundle-" + eventId, "day/bundle-" + eventId, List.of()));
            }
            JsonNode hint = event.path("artifact");
            SuppliedArtifact artifact = new SuppliedArtifact(
                    MemoryBundles.artifactId(eventId),
                    hint.path("artifact_class").asText(),
                    hint.path("artifact_type").asText(),
                    "review",
                    "bundle-" + eventId,
                    WorkflowBench.json("{'type': 'research-report', 'title': 't', 'summary': 's'}"),
                    List.of());
            return Optional.of(new Bundled("bundle-" + eventId, "day/bundle-" + eventId, List.of(artifact)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> refused(String eventId) {
        return Optional.empty();
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

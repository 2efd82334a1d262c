package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests to cancel, retry or wake a run. They are files that any process writes; a worker applies and deletes them.
 * Safe for use by several threads and processes.
 */
public final class RunRequests {
    /** Request to cancel a run. */
    public static final String CANCEL = "cancel";
    /** Request to retry a failed run. */
    public static final String RETRY = "retry";
    /** Hint that a parked run should look again; a lost one only delays the run. */
    public static final String WAKE = "wake";

    private static final String PART_SUFFIX = ".part";
    private static final int PART_BYTES = 6;

    private static final Pattern ARTIFACT_ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private final RunsLayout layout;

    RunRequests(RunsLayout layout) {
        this.layout = layout;
    }

    /** Writes a request; it is durable when this returns. An earlier one of that word is replaced. */
    public void ask(String runId, String word, ObjectNode content) {
        Path file = layout.request(runId, word);
        Path part = file.resolveSibling("." + RandomIds.hex(PART_BYTES) + PART_SUFFIX);
        try {
            StorageRoots.createFolders(layout.requests());
            DurableFiles.replace(file, part, LedgerLines.JSON.writeValueAsBytes(content));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A request to the run " + runId + " cannot be written");
        }
    }

    /** Writes a {@link #WAKE}; it is not flushed to disk. */
    public void wake(String runId) {
        try {
            StorageRoots.createFolders(layout.requests());
            Files.write(layout.request(runId, WAKE), new byte[] {'{', '}'});
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The run " + runId + " cannot be woken");
        }
    }

    /** Returns whether there is a request; takes one look at the file system. */
    public boolean has(String runId, String word) {
        return Files.exists(layout.request(runId, word));
    }

    /** Returns the content of a request; a missing node if it is damaged. */
    public Optional<JsonNode> find(String runId, String word) {
        try {
            JsonNode content = LedgerLines.JSON.readTree(Files.readAllBytes(layout.request(runId, word)));
            return Optional.of(content == null ? MissingNode.getInstance() : content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.of(MissingNode.getInstance());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A request to the run " + runId + " cannot be read");
        }
    }

    /** Deletes an applied request. */
    public void delete(String runId, String word) {
        DurableFiles.delete(layout.request(runId, word), "A request to the run " + runId + " cannot be deleted");
    }

    /** Records which run waits for a decision on an artifact, before the run looks for the decision. */
    public void awaitDecision(String artifactId, String runId) {
        try {
            StorageRoots.createFolders(layout.reviews());
            Files.writeString(layout.review(artifactId), runId);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The run " + runId + " cannot wait for a decision");
        }
    }

    /** Returns the run that waits for a decision on an artifact. */
    public Optional<String> waitingFor(String artifactId) {
        if (!ARTIFACT_ID.matcher(artifactId).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(layout.review(artifactId))).filter(WorkflowRunIds::isValid);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The run that waits for " + artifactId + " cannot be found");
        }
    }

    /** Ends the waiting for a decision. */
    public void decided(String artifactId) {
        DurableFiles.delete(layout.review(artifactId), "The waiting for " + artifactId + " cannot be ended");
    }

    /** Returns the ids of the runs with a request. */
    public List<String> runs() {
        try (Stream<Path> files = Files.list(layout.requests())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(RunsLayout.REQUEST_SUFFIX) && name.indexOf('.') > 0)
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .filter(WorkflowRunIds::isValid)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The requests to runs cannot be listed");
        }
    }
}

package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.workflow.run.RunsLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Results that arrive after an endpoint has answered with a ticket, each in a file of its run. */
record LateAnswers(RunsLayout layout) {
    private static final ObjectMapper JSON =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final int PART_BYTES = 6;

    /** Returns the result for a ticket. */
    Optional<JsonNode> find(String runId, String key, String ticket) {
        Path file = file(runId, key, ticket);
        try {
            return Optional.of(JSON.readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be read");
        }
    }

    /** Writes the result for a ticket; it is durable when this returns. */
    void write(String runId, String key, String ticket, ObjectNode answer) {
        Path file = file(runId, key, ticket);
        Path part = file.resolveSibling("." + RandomIds.hex(PART_BYTES) + ".part");
        try {
            StorageRoots.createFolders(file.getParent());
            DurableFiles.forceFolder(file.getParent().getParent());
            DurableFiles.replace(file, part, JSON.writeValueAsBytes(answer));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The result " + ticket + " cannot be kept");
        }
    }

    private Path file(String runId, String key, String ticket) {
        return layout.answers(runId).resolve(Checksums.sha256(key + "\n" + ticket) + ".json");
    }
}

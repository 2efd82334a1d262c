package io.runfolio.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.coordination.shared.SharedFiles;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files of uploads. Each has a folder with its bytes and its state.
 *
 * <pre>
 * uploads/&lt;id&gt;/data           the bytes; what follows the recorded offset is not durable
 * uploads/&lt;id&gt;/upload.json    the state, replaced as a whole
 * </pre>
 */
final class UploadFiles {
    private static final ObjectMapper JSON =
            JsonMappers.strict(JsonLimits.DOCUMENT).build();
    private static final int MAX_STATE_BYTES = 1 << 20;
    private static final int PART_ID_BYTES = 8;
    /** Bytes of an id. */
    private static final int PART_FOLDER_BYTES = 16;

    private final Path folder;

    UploadFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Path folder(String id) {
        return folder.resolve(id);
    }

    Path data(String id) {
        return folder(id).resolve("data");
    }

    private Path state(String id) {
        return folder(id).resolve("upload.json");
    }

    /** Creates the folder of an upload with its state; both are durable when this returns. */
    void create(Upload upload) {
        try {
            StorageRoots.createFolders(folder);
            Files.createDirectory(folder(upload.id()));
            DurableFiles.writeNew(data(upload.id()), new byte[0]);
            write(upload);
            DurableFiles.forceFolder(folder);
        } catch (IOException e) {
            DurableFiles.tryDeleteTree(folder(upload.id()));
            throw StorageErrors.translate(e, "An upload cannot be created");
        }
    }

    /** Renames a folder durably. What a killed process has left under the new name is deleted. */
    void rename(String id, String other) {
        try {
            DurableFiles.deleteTree(folder(other));
            DurableFiles.publish(folder(id), folder(other));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An upload cannot be renamed");
        }
    }

    /** Adds an upload of another host with its bytes, unless it is here already. */
    void fetch(Upload upload, SharedFiles shared) {
        String part = RandomIds.hex(PART_FOLDER_BYTES); // without a state it is swept as a leftover
        try {
            StorageRoots.createFolders(folder(part));
            String sha256 = shared.fetch(upload.id(), data(part));
            if (!sha256.equals(upload.sha256())) {
                throw new StorageException(
                        "The upload " + upload.id() + " has other bytes than were sent: its checksum is " + sha256
                                + " instead of " + upload.sha256(),
                        null);
            }
            DurableFiles.forceFile(data(part));
            DurableFiles.writeNew(state(part), bytes(upload));
            DurableFiles.publish(folder(part), folder(upload.id()));
        } catch (IOException e) {
            if (find(upload.id()).isEmpty()) { // else another thread or process was quicker
                throw StorageErrors.translate(e, "An upload of another host cannot be written");
            }
        } finally {
            DurableFiles.tryDeleteTree(folder(part));
        }
    }

    /** Returns the state of an upload as it is stored. */
    static byte[] bytes(Upload upload) {
        try {
            return JSON.writeValueAsBytes(json(upload));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written.", e);
        }
    }

    /** Returns a stored state; empty if it cannot be read. */
    static Optional<Upload> parse(String id, byte[] state) {
        try {
            return Optional.of(parse(id, JSON.readTree(state)));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Replaces the state; it is durable when this returns. */
    void save(Upload upload) {
        try {
            write(upload);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The state of an upload cannot be written");
        }
    }

    private void write(Upload upload) throws IOException {
        Path part = folder(upload.id()).resolve(".part-" + RandomIds.hex(PART_ID_BYTES));
        try {
            DurableFiles.replace(state(upload.id()), part, bytes(upload));
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    /** Returns the state of an upload; empty if it does not exist or cannot be read. */
    Optional<Upload> find(String id) {
        if (!UploadReference.isId(id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(id, JSON.readTree(RegularFiles.read(state(id), MAX_STATE_BYTES))));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (com.fasterxml.jackson.core.JacksonException | DateTimeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The state of an upload cannot be read");
        }
    }

    /** Returns the names of the upload folders. */
    List<String> ids() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(UploadReference::isId)
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The uploads cannot be listed");
        }
    }

    /** Deletes an upload, its state first, so that a part of it is never taken for the whole. */
    void delete(String id) {
        try {
            Files.deleteIfExists(state(id));
            DurableFiles.deleteTree(folder(id));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An upload cannot be deleted");
        }
    }

    private static ObjectNode json(Upload upload) {
        ObjectNode json = JSON.createObjectNode();
        json.put("owner", upload.owner());
        json.put("length", upload.length());
        json.put("offset", upload.offset());
        json.put("sha256", upload.sha256());
        json.put("file_name", upload.fileName());
        json.put("media_type", upload.mediaType());
        json.put("created_at", upload.createdAt().toString());
        json.put("expires_at", upload.expiresAt().toString());
        ArrayNode events = json.putArray("events");
        upload.events().forEach(events::add);
        return json;
    }

    private static Upload parse(String id, JsonNode json) {
        List<String> events = new ArrayList<>();
        json.path("events").forEach(event -> events.add(event.asText()));
        return new Upload(
                id,
                json.path("owner").asText(),
                json.path("length").asLong(Upload.UNKNOWN),
                json.path("offset").asLong(),
                json.path("sha256").asText(),
                json.path("file_name").asText(),
                json.path("media_type").asText(),
                Instant.parse(json.path("created_at").asText()),
                Instant.parse(json.path("expires_at").asText()),
                events);
    }
}

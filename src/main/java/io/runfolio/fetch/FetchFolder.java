package io.runfolio.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folder of the fetched files of one event, with the state of each.
 *
 * <pre>
 * fetched/&lt;key of the event&gt;/
 *   event.json          which event, and since when it waits
 *   &lt;key&gt;.bin           a file, whole or partial
 *   &lt;key&gt;.json          its state
 * </pre>
 *
 * Files are named by the checksum of their URL, so that no URL is kept here.
 */
final class FetchFolder {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final int KEY_DIGITS = 32;
    private static final String EVENT = "event.json";
    private static final Duration MAX_AGE = Duration.ofDays(30);

    private final Path folder;

    FetchFolder(Path folder) {
        this.folder = folder;
    }

    /** @param root folder of all events */
    static FetchFolder of(Path root, EventOrigin event) {
        return new FetchFolder(root.resolve(key(event.eventId() + "\n" + event.digest())));
    }

    /** Event of a folder, and the time since which it waits. */
    record Owner(EventOrigin event, Instant since) {}

    /** Returns the owner; empty if the folder is missing or was not completed. */
    Optional<Owner> owner() {
        return read(folder.resolve(EVENT))
                .map(note -> new Owner(
                        new EventOrigin(
                                note.path("event_id").asText(),
                                note.path("digest").asText()),
                        time(note.path("since"))));
    }

    /** Creates the folder, unless it is there, and returns since when the event waits. */
    Instant open(EventOrigin event, Instant now) {
        Optional<Instant> known = owner().map(Owner::since);
        if (known.isPresent()) {
            return known.get();
        }
        restart(event, now);
        return now;
    }

    /** Records that the event waits since now. */
    void restart(EventOrigin event, Instant now) {
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("event_id", event.eventId());
        note.put("digest", event.digest());
        note.put("since", now.toString());
        try {
            StorageRoots.createFolders(folder);
            write(EVENT, note);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The folder of fetched files cannot be created");
        }
    }

    Path file(FetchTask task) {
        return file(task.url().toString());
    }

    private Path file(String url) {
        return folder.resolve(key(url) + ".bin");
    }

    FetchNote note(FetchTask task) {
        return note(task.url().toString());
    }

    /** Returns the state of a file; a fresh one if it is not known. */
    FetchNote note(String url) {
        return read(folder.resolve(key(url) + ".json")).map(FetchFolder::note).orElseGet(FetchNote::fresh);
    }

    void write(FetchTask task, FetchNote note) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", note.state().name());
        fields.put("attempts", note.attempts());
        fields.put("next_try", note.nextTry().toString());
        fields.put("code", note.code().orElse(null));
        fields.put("reason", note.reason());
        fields.put("validator", note.validator().orElse(null));
        fields.put("flushed", note.flushed());
        fields.put("bytes", note.bytes());
        fields.put("sha256", note.sha256());
        fields.put("mismatches", note.mismatches());
        try {
            write(key(task.url().toString()) + ".json", fields);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The state of a fetched file cannot be written");
        }
    }

    /** Returns the whole file of a URL; empty if it is not there as it was recorded. */
    Optional<Path> ready(String url) {
        FetchNote note = note(url);
        Path file = file(url);
        try {
            return note.state() == FetchNote.State.READY && Files.size(file) == note.bytes()
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it was deleted: it is fetched again
        }
    }

    /** Returns the folders of all events. */
    static List<FetchFolder> all(Path root) {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory).map(FetchFolder::new).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The folder of fetched files cannot be listed");
        }
    }

    /** Returns whether nothing in the folder has changed for so long that no queue has its event any more. */
    boolean isAbandoned(Instant now) {
        try {
            return Files.getLastModifiedTime(folder).toInstant().isBefore(now.minus(MAX_AGE));
        } catch (IOException e) {
            return false; // another worker has deleted it
        }
    }

    /** Deletes the folder as far as possible; its owner last, by whom a sweep finds what a kill has left. */
    void delete() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> !path.endsWith(EVENT)).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            return; // a later sweep tries again
        }
        DurableFiles.tryDeleteTree(folder);
    }

    /** Deletes the folder if it is empty, as a kill has left it. */
    void deleteIfEmpty() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            return; // it has files
        }
    }

    private void write(String name, Map<String, Object> fields) throws IOException {
        Path part = folder.resolve("." + name + ".part");
        Files.deleteIfExists(part);
        byte[] text = (MAPPER.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
        DurableFiles.replace(folder.resolve(name), part, text);
    }

    private static Optional<JsonNode> read(Path file) {
        try {
            return Optional.of(MAPPER.readTree(Files.readAllBytes(file))).filter(JsonNode::isObject);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // damaged: the file is fetched from its start
        }
    }

    private static FetchNote note(JsonNode fields) {
        return new FetchNote(
                state(fields.path("state").asText()),
                fields.path("attempts").asInt(),
                time(fields.path("next_try")),
                text(fields, "code"),
                fields.path("reason").asText(),
                text(fields, "validator"),
                fields.path("flushed").asLong(),
                fields.path("bytes").asLong(),
                fields.path("sha256").asText(),
                fields.path("mismatches").asInt());
    }

    private static FetchNote.State state(String name) {
        return switch (name) {
            case "READY" -> FetchNote.State.READY;
            case "FAILED" -> FetchNote.State.FAILED;
            default -> FetchNote.State.PENDING;
        };
    }

    private static Optional<String> text(JsonNode fields, String name) {
        return Optional.ofNullable(fields.path(name).textValue());
    }

    private static Instant time(JsonNode value) {
        try {
            return Instant.parse(value.asText());
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private static String key(String text) {
        return Checksums.sha256(text).substring(0, KEY_DIGITS);
    }
}

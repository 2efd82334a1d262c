package io.runfolio.coordination.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.coordination.BlockedEvent;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores records of blocked events below {@code .work}, as hints for other processes. */
final class BlockedEventStore {
    private static final ObjectMapper JSON =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final Logger LOG = LoggerFactory.getLogger(BlockedEventStore.class);

    /** Length of a record's name in hex digits: an event's own name may be as long as the system allows. */
    private static final int NAME_DIGITS = 16;

    private final InboxLayout layout;

    BlockedEventStore(InboxLayout layout) {
        this.layout = layout;
    }

    void write(Path event, String reason) {
        try {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("event", name(event));
            record.put("reason", reason);
            record.put("since", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            record.put("identity", identity(event));
            StorageRoots.createFolders(layout.blocked());
            Files.write(file(event), JSON.writeValueAsBytes(record));
        } catch (IOException e) {
            LOG.debug("blocked event {} cannot be recorded", event, e);
        }
    }

    void delete(Path event) {
        delete(List.of(file(event)));
    }

    /** Returns the blocked events that still wait. */
    List<BlockedEvent> read() {
        return files().stream().flatMap(file -> read(file).stream()).toList();
    }

    void tidy() {
        delete(files().stream().filter(file -> read(file).isEmpty()).toList());
    }

    private void delete(List<Path> files) {
        if (files.isEmpty()) {
            return;
        }
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            if (files().isEmpty()) {
                Files.deleteIfExists(layout.blocked());
            }
        } catch (IOException e) {
            LOG.debug("records of blocked events {} cannot be deleted", files, e);
        }
    }

    private List<Path> files() {
        if (!Files.exists(layout.blocked())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(layout.blocked())) {
            return files.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Returns a record; empty if its event has gone or was replaced by another of its name. */
    private Optional<BlockedEvent> read(Path file) {
        try {
            JsonNode record = JSON.readTree(Files.readAllBytes(file));
            String name = record.path("event").asText();
            Path event = layout.inbox().resolve(name);
            return identity(event).equals(record.path("identity").asText())
                    ? Optional.of(new BlockedEvent(
                            name,
                            record.path("reason").asText(),
                            record.path("since").asText()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // the event or its record has been removed
        }
    }

    private static String identity(Path event) throws IOException {
        BasicFileAttributes now = Files.readAttributes(event, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime();
    }

    /** Returns an event's path below the queue folder; a dead worker's claim may be blocked too. */
    private String name(Path event) {
        return event.startsWith(layout.inbox())
                ? layout.inbox().relativize(event).toString()
                : event.getFileName().toString();
    }

    /** Names the file by a hash, as an event's name may have the maximum length already. */
    private Path file(Path event) {
        return layout.blocked().resolve(Checksums.sha256(name(event)).substring(0, NAME_DIGITS));
    }
}

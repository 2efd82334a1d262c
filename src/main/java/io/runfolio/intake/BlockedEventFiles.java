package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records of blocked events below {@code .work}, so that other processes see them; losing one loses a hint only. */
final class BlockedEventFiles {
    private static final ObjectMapper JSON =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final Logger LOG = LoggerFactory.getLogger(BlockedEventFiles.class);

    private final InboxLayout layout;

    BlockedEventFiles(InboxLayout layout) {
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
            LOG.debug("{} is blocked, which cannot be recorded", event, e);
        }
    }

    void delete(Path event) {
        delete(List.of(file(event)));
    }

    /** Returns the events that are blocked and still wait. */
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
            LOG.debug("{} stays", files, e);
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

    /** Returns a record; empty if its event no longer waits, or another of its name does. */
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
            return Optional.empty(); // the event or its record has gone
        }
    }

    private static String identity(Path event) throws IOException {
        BasicFileAttributes now = Files.readAttributes(event, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime();
    }

    /** Returns an event's path below the queue folder: a dead worker's claim may be blocked as well. */
    private String name(Path event) {
        return event.startsWith(layout.inbox())
                ? layout.inbox().relativize(event).toString()
                : event.getFileName().toString();
    }

    /** Named by a hash: an event's own name may be as long as the system allows. */
    private Path file(Path event) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(name(event).getBytes(StandardCharsets.UTF_8));
            return layout.blocked().resolve(HexFormat.of().formatHex(hash, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

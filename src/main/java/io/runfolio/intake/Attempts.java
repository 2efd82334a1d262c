package io.runfolio.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has been tried for one claim: a small append-only file, a line a happening. It is written so that it outlives the process, whose end is what it is there to count; it is not forced to disk, as a
 * power cut is no event's doing.
 */
final class Attempts {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final String STARTED = "started";
    private static final String FAILED = "failed";
    private static final String WITHDRAWN = "withdrawn";

    private final Path file;

    Attempts(Path file) {
        this.file = file;
    }

    /**
     * How often the work was begun.
     *
     * @param begun attempts ever begun
     * @param withdrawn how many of them do not count against the limit, as they were ended from outside
     */
    record Count(int begun, int withdrawn) {
        int counting() {
            return begun - withdrawn;
        }
    }

    /** Returns how often the work was begun before. */
    Count count() {
        List<Map<String, Object>> lines = history();
        return new Count(count(lines, STARTED), count(lines, WITHDRAWN));
    }

    private static int count(List<Map<String, Object>> lines, String what) {
        return (int)
                lines.stream().filter(line -> what.equals(line.get("what"))).count();
    }

    /** The attempt under way was ended from outside: it was begun, and does not count. */
    void withdraw(String worker) {
        append(WITHDRAWN, worker, Optional.empty());
    }

    void started(String worker) {
        append(STARTED, worker, Optional.empty());
    }

    void failed(String worker, String reason) {
        append(FAILED, worker, Optional.of(reason));
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The record of attempts cannot be removed");
        }
    }

    Optional<String> lastFailure() {
        return history().stream()
                .filter(line -> FAILED.equals(line.get("what")))
                .map(line -> String.valueOf(line.get("reason")))
                .reduce((first, second) -> second);
    }

    /** Returns the failures, each with {@code at} and {@code reason}. */
    List<Map<String, Object>> failures() {
        return history().stream()
                .filter(line -> FAILED.equals(line.get("what")))
                .map(line -> Map.of("at", line.get("at"), "reason", line.get("reason")))
                .toList();
    }

    /** Returns all lines that can be read; a torn last one counts for nothing. */
    List<Map<String, Object>> history() {
        List<Map<String, Object>> lines = new ArrayList<>();
        try {
            if (!Files.exists(file)) { // as nearly always: saves the exception
                return List.of();
            }
            for (String line : Files.readString(file).split("\n")) {
                parse(line).ifPresent(lines::add);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The record of attempts cannot be read");
        }
        return lines;
    }

    @SuppressWarnings("unchecked") // a JSON object is a map with text keys
    private static Optional<Map<String, Object>> parse(String line) {
        try {
            return line.isBlank() ? Optional.empty() : Optional.of(MAPPER.readValue(line, Map.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private void append(String what, String worker, Optional<String> reason) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("worker", worker);
        line.put("what", what);
        reason.ifPresent(text -> line.put("reason", text));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            // a new line first: a torn one before it stays a line of its own
            String text = (channel.size() == 0 ? "" : "\n") + MAPPER.writeValueAsString(line) + "\n";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An attempt cannot be recorded");
        }
    }
}

package io.runfolio.coordination.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
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
 * Attempts at one claim in an append-only file. It outlives the process, whose end is one of the outcomes to count; it
 * is not flushed to disk, as no event causes a power cut.
 */
final class AttemptHistory {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    private static final String STARTED = "started";
    private static final String FAILED = "failed";
    private static final String WITHDRAWN = "withdrawn";

    private final Path file;

    AttemptHistory(Path file) {
        this.file = file;
    }

    /**
     * Number of attempts.
     *
     * @param begun all attempts
     * @param withdrawn attempts that do not count against the limit, as the worker was stopped
     */
    record Count(int begun, int withdrawn) {
        int counting() {
            return begun - withdrawn;
        }

        Count plusOne() {
            return new Count(begun + 1, withdrawn);
        }
    }

    /** Returns the number of earlier attempts. */
    Count count() {
        List<Map<String, Object>> lines = history();
        return new Count(count(lines, STARTED), count(lines, WITHDRAWN));
    }

    private static int count(List<Map<String, Object>> lines, String what) {
        return (int)
                lines.stream().filter(line -> what.equals(line.get("what"))).count();
    }

    /** Withdraws the attempt in progress, so that it does not count against the limit. */
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
        DurableFiles.delete(file, "The record of attempts cannot be removed");
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

    /** Returns all readable lines; a torn last line is skipped. */
    List<Map<String, Object>> history() {
        List<Map<String, Object>> lines = new ArrayList<>();
        try {
            if (!Files.exists(file)) { // the usual case: avoids the cost of an exception
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
            // starts a new line, so that a torn one before it stays separate
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

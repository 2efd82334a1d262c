package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.coordination.EventLocks;
import io.runfolio.files.AppendFile;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * {@code runs.jsonl}: changes of the runs' states, so that a list of runs need not read every ledger. It is read from
 * its end. Not flushed, as a worker adds missing runs at its start. Thread-safe.
 */
final class RunFeed {
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path path;
    private final AppendFile file;

    /** @param locks locks of all processes that use the folder */
    RunFeed(RunsLayout layout, EventLocks locks) {
        path = layout.feed();
        file = new AppendFile(path, () -> locks.hold("workflow runs feed"), false, new Ignored());
    }

    /** Records a new run. */
    void started(RunSpecification specification) {
        append(specification, RunState.QUEUED, true);
    }

    /** Records the state of a run. */
    void changed(RunFold fold) {
        append(fold.specification(), fold.state(), false);
    }

    private void append(RunSpecification specification, RunState state, boolean isNew) {
        ObjectNode line = LedgerLines.JSON.createObjectNode();
        line.put("id", specification.runId());
        line.put("queuedAt", specification.queuedAt().toString());
        line.put("state", state.jsonName());
        if (isNew) {
            line.put("new", true);
        }
        file.append(() -> List.of(line.toString()));
    }

    /** Returns the ids of the runs that started last, the newest first. */
    List<String> newest(int limit) {
        List<String> ids = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        backwards(line -> {
            if (line.path("new").asBoolean() && seen.add(line.path("id").asText())) {
                ids.add(line.path("id").asText());
            }
            return ids.size() < limit;
        });
        return ids;
    }

    /** Returns the ids of the runs in a state, of those the ones that changed last, the newest first. */
    List<String> newest(RunState state, int limit) {
        List<JsonNode> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        backwards(line -> {
            if (seen.add(line.path("id").asText())
                    && line.path("state").asText().equals(state.jsonName())) {
                found.add(line);
            }
            return found.size() < limit;
        });
        found.sort(Comparator.comparing((JsonNode line) -> line.path("queuedAt").asText())
                .reversed());
        return found.stream().map(line -> line.path("id").asText()).toList();
    }

    /** Returns the ids of all runs in the feed. */
    Set<String> all() {
        Set<String> ids = new HashSet<>();
        backwards(line -> {
            ids.add(line.path("id").asText());
            return true;
        });
        return ids;
    }

    /** Passes on the whole lines, the last first, until the reader returns false. */
    private void backwards(Predicate<JsonNode> reader) {
        if (!Files.exists(path)) {
            return;
        }
        try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
            long start = in.length();
            byte[] rest = new byte[0];
            boolean isAtEnd = true;
            while (start > 0) {
                int count = (int) Math.min(CHUNK_BYTES, start);
                start -= count;
                byte[] chunk = new byte[count + rest.length];
                in.seek(start);
                in.readFully(chunk, 0, count);
                System.arraycopy(rest, 0, chunk, count, rest.length);
                int end = chunk.length;
                for (int i = chunk.length - 1; i >= 0; i--) {
                    if (chunk[i] == '\n') {
                        boolean isWhole = !isAtEnd;
                        isAtEnd = false;
                        if (isWhole && !read(chunk, i + 1, end, reader)) {
                            return;
                        }
                        end = i;
                    }
                }
                rest = java.util.Arrays.copyOf(chunk, end);
            }
            if (!isAtEnd) {
                read(rest, 0, rest.length, reader);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, path + " cannot be read");
        }
    }

    private static boolean read(byte[] bytes, int from, int to, Predicate<JsonNode> reader) {
        return parse(new String(bytes, from, to - from, StandardCharsets.UTF_8))
                .map(reader::test)
                .orElse(true);
    }

    private static Optional<JsonNode> parse(String line) {
        try {
            return Optional.ofNullable(LedgerLines.JSON.readTree(line)).filter(JsonNode::isObject);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.empty(); // a damaged line; the run is found by its id
        }
    }

    private static final class Ignored implements AppendFile.Listener {
        @Override
        public void reset() {}

        @Override
        public boolean line(long offset, byte[] line) {
            return true;
        }

        @Override
        public void quarantined(long from, long bytes, Path quarantine) {}
    }
}

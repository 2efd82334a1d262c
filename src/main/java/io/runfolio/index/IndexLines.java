package io.runfolio.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads index lines as they come, and passes over what is none: a torn line, an empty one, a stranger's. */
final class IndexLines {
    private static final List<String> NEEDED = List.of("run_id", "created_at", "status", "model_key");

    private IndexLines() {}

    /** Returns the entry that a line stands for. */
    static Optional<RunIndexEntry> entry(byte[] line) {
        if (line.length == 0 || line[0] != '{') {
            return Optional.empty();
        }
        try {
            RunIndexEntry entry = RecordMapper.read(line, RunIndexEntry.class);
            return Optional.of(entry)
                    .filter(value -> value.runId() != null && !value.runId().isEmpty());
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether readers that forbid unknown fields load the line: it has the fields that every line must have, each of
     * its type, and no others.
     */
    static boolean isStrict(byte[] line) {
        return entry(line).filter(entry -> isStrict(line, entry)).isPresent();
    }

    private static boolean isStrict(byte[] line, RunIndexEntry entry) {
        JsonNode written = RecordMapper.read(line, JsonNode.class);
        JsonNode wanted = RecordMapper.tree(entry);
        for (String name : NEEDED) {
            if (!written.path(name).isTextual()) {
                return false;
            }
        }
        for (Map.Entry<String, JsonNode> field : written.properties()) {
            if (!wanted.has(field.getKey()) || !isSame(field.getValue(), wanted.get(field.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** A word that this version's enumerations lack reads as null, and is no mistake. */
    private static boolean isSame(JsonNode written, JsonNode read) {
        return written.equals(read)
                || written.isTextual() && read.isNull()
                || written.isNumber() && read.isNumber() && written.doubleValue() == read.doubleValue();
    }

    /** Hands over every entry in the file's order; of lines with the same run id only the first counts. */
    static void forEach(Path index, Consumer<RunIndexEntry> consumer) {
        Set<String> seen = new HashSet<>();
        try (InputStream in = Files.newInputStream(index)) {
            LineScanner.scan(in, 0, (offset, line) -> entry(line)
                    .filter(value -> seen.add(value.runId()))
                    .ifPresent(consumer));
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw StorageErrors.translate(e, index + " could not be read");
        }
    }

    /** Returns all whole lines, ours or not; none if the file is missing. */
    static List<byte[]> lines(Path index) {
        List<byte[]> lines = new ArrayList<>();
        try (InputStream in = Files.newInputStream(index)) {
            LineScanner.scan(in, 0, (offset, line) -> lines.add(line));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, index + " could not be read");
        }
        return lines;
    }

    static List<RunIndexEntry> all(Path index) {
        List<RunIndexEntry> entries = new ArrayList<>();
        forEach(index, entries::add);
        return entries;
    }
}

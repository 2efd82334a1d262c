package io.runfolio.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.files.LineScanner;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.RunIndexEntry;
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

/** Reads index lines and ignores others: torn, empty and foreign lines. */
public final class IndexLineReader {
    private static final List<String> NEEDED = List.of("run_id", "created_at", "status", "model_key");

    private IndexLineReader() {}

    /** Returns the entry of a line; empty if it is not an index line. */
    public static Optional<RunIndexEntry> entry(byte[] line) {
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
     * Returns whether readers that forbid unknown fields accept a line. It must have all required fields with their
     * types, and no others.
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

    /** A word that is unknown to this version's enums is read as null and is valid. */
    private static boolean isSame(JsonNode written, JsonNode read) {
        return written.equals(read)
                || written.isTextual() && read.isNull()
                || written.isNumber() && read.isNumber() && written.doubleValue() == read.doubleValue();
    }

    /** Passes every entry in the file's order; of lines with the same run id only the first. */
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

    /** Returns all whole lines, valid or not; none if the file is missing. */
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

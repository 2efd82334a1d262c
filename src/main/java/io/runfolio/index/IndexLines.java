package io.runfolio.index;

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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads index lines as they come, and passes over what is none: a torn line, an empty one, a stranger's. */
final class IndexLines {
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

    static List<RunIndexEntry> all(Path index) {
        List<RunIndexEntry> entries = new ArrayList<>();
        forEach(index, entries::add);
        return entries;
    }
}

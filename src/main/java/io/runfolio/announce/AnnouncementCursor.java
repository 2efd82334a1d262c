package io.runfolio.announce;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.index.IndexFeed;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Position up to which everything is announced, in a file that is replaced whole.
 *
 * @param indexBytes position in the index, in bytes
 * @param indexChecksum checksum of the bytes before it
 * @param changesBytes position in the change feed, in bytes
 * @param since time of the first start; what was decided earlier is not announced
 * @param at time at which this position was reached
 */
record AnnouncementCursor(long indexBytes, long indexChecksum, long changesBytes, String since, String at) {

    IndexFeed.Position index() {
        return new IndexFeed.Position(indexBytes, indexChecksum);
    }

    Instant started() {
        return Instant.parse(since);
    }

    /** Returns the cursor of a file; empty if absent or damaged. */
    static Optional<AnnouncementCursor> read(Path file) {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordMapper.read(file, AnnouncementCursor.class))
                    .filter(cursor -> cursor.since() != null && cursor.at() != null);
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    /** Replaces a file; it is durable when this returns. */
    static void replace(Path file, Object content) {
        Path part = file.resolveSibling("." + file.getFileName() + "." + RandomIds.hex(8) + ".part");
        try {
            StorageRoots.createFolders(file.getParent());
            DurableFiles.replace(file, part, RecordMapper.line(content).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be written");
        } finally {
            DurableFiles.tryDelete(part);
        }
    }
}

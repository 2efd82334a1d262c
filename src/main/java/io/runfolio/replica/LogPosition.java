package io.runfolio.replica;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Position of a working copy in the log of the store. Without it the whole log is read again, and what is here is not
 * fetched again.
 *
 * @param log identity of the log
 * @param seals number of the last seal whose bundle is here
 * @param changes number of the last change that is here
 */
record LogPosition(String log, long seals, long changes) {
    private static final String NAME = "position.json";

    /** Reads the position in a log below a folder; that of another log is its start. */
    static LogPosition read(Path folder, String log) {
        Path file = folder.resolve(NAME);
        LogPosition start = new LogPosition(log, 0, 0);
        try {
            LogPosition known = RegularFiles.exists(file) ? RecordMapper.read(file, LogPosition.class) : start;
            return log.equals(known.log()) ? known : start;
        } catch (UnreadableRecordException e) {
            return start;
        }
    }

    LogPosition atSeal(long number) {
        return new LogPosition(log, number, changes);
    }

    LogPosition atChange(long number) {
        return new LogPosition(log, seals, number);
    }

    /** Writes the position. */
    void write(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            StorageRoots.createFolders(folder);
            DurableFiles.replace(file, file.resolveSibling(NAME + ".new"), RecordMapper.document(this));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be written");
        }
    }
}

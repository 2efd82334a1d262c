package io.runfolio.coordination.folder;

import io.runfolio.coordination.AttemptLines;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Attempts at one claim in an append-only file. It outlives the process, whose end is one of the outcomes to count; it
 * is not flushed to disk, as no event causes a power cut.
 */
final class AttemptHistory {
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
        return new Count(AttemptLines.begun(lines), AttemptLines.withdrawn(lines));
    }

    /** Withdraws the attempt in progress, so that it does not count against the limit. */
    void withdraw(String worker) {
        append(AttemptLines.withdrawn(worker));
    }

    void started(String worker) {
        append(AttemptLines.started(worker));
    }

    void failed(String worker, String reason) {
        append(AttemptLines.failed(worker, reason));
    }

    void forget() {
        DurableFiles.delete(file, "The record of attempts cannot be removed");
    }

    /** Returns the failures, each with {@code at} and {@code reason}. */
    List<Map<String, Object>> failures() {
        return AttemptLines.failures(history());
    }

    /** Returns all readable lines; a torn last line is skipped. */
    List<Map<String, Object>> history() {
        try {
            // the check avoids the cost of an exception in the usual case
            return Files.exists(file) ? AttemptLines.parse(Files.readString(file)) : List.of();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The record of attempts cannot be read");
        }
    }

    private void append(String line) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            // starts a new line, so that a torn one before it stays separate
            String text = (channel.size() == 0 ? "" : "\n") + line;
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

package io.runfolio.bundle.ledger;

import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the retention lines of a bundle's ledger. Invalid lines are skipped; {@code runfolio verify} reports them. */
public final class RetentionLedger {
    private static final List<String> MARKS = Arrays.stream(RetentionAction.values())
            .map(action -> "\"" + action.word() + "\"")
            .toList();

    private RetentionLedger() {}

    /** Returns the state of a ledger; {@link RetentionState#NONE} if there is no such file. */
    public static RetentionState read(Path ledger) {
        return RetentionState.of(lines(ledger));
    }

    /** Returns the retention lines of a ledger; none if there is no such file. */
    static List<RetentionLine> lines(Path ledger) {
        // checked first, as most bundles have no log and an exception is slow
        if (!ledger.toFile().exists()) {
            return List.of();
        }
        try {
            String text =
                    new String(RegularFiles.read(ledger, RecordMapper.MAX_FILE_BYTES), StandardCharsets.ISO_8859_1);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            return whole.lines().flatMap(line -> line(line).stream()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (PathResolver.RefusedPathException e) {
            throw new UnreadableRecordException(ledger + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw StorageErrors.translate(e, ledger + " could not be read");
        }
    }

    /** Returns the state after these whole lines. */
    public static RetentionState of(List<byte[]> lines) {
        return RetentionState.of(lines(lines));
    }

    /** Returns the retention lines among these whole lines. */
    static List<RetentionLine> lines(List<byte[]> lines) {
        return lines.stream()
                .map(line -> new String(line, StandardCharsets.ISO_8859_1))
                .flatMap(line -> line(line).stream())
                .toList();
    }

    /** Returns the retention line of a ledger's line; empty if it is another one's. */
    public static Optional<RetentionLine> line(String line) {
        if (MARKS.stream().noneMatch(line::contains)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordMapper.read(line.getBytes(StandardCharsets.ISO_8859_1), RetentionLine.class))
                    .filter(RetentionLine::isWhole);
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}

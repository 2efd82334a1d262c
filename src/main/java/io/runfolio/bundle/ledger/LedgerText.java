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
import java.util.Locale;
import java.util.Optional;

/** Whole lines of a bundle's ledger, as ISO 8859-1 text: each character is a byte. */
public final class LedgerText {
    private LedgerText() {}

    /**
     * Reads the whole lines of a ledger; a file that is missing has no lines.
     *
     * @throws UnreadableRecordException if it is not a regular file
     * @throws io.runfolio.files.StorageException if it cannot be read
     */
    public static List<String> read(Path ledger) {
        // checked first, as most bundles have no log and an exception is slow
        if (!ledger.toFile().exists()) {
            return List.of();
        }
        try {
            String text =
                    new String(RegularFiles.read(ledger, RecordMapper.MAX_FILE_BYTES), StandardCharsets.ISO_8859_1);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (PathResolver.RefusedPathException e) {
            throw new UnreadableRecordException(ledger + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw StorageErrors.translate(e, ledger + " could not be read");
        }
    }

    /** Returns the text of lines. */
    static List<String> of(List<byte[]> lines) {
        return lines.stream()
                .map(line -> new String(line, StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** Returns the quoted words of actions; a line without any of them is not worth parsing. */
    static List<String> marks(Enum<?>[] actions) {
        return Arrays.stream(actions)
                .map(action -> "\"" + action.name().toLowerCase(Locale.ROOT) + "\"")
                .toList();
    }

    /**
     * Parses a line.
     *
     * @param marks texts of which one is in every line of the type
     * @return empty if it is a line of another type, or invalid
     */
    public static <T> Optional<T> parse(String line, List<String> marks, Class<T> type) {
        if (marks.stream().noneMatch(line::contains)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordMapper.read(line.getBytes(StandardCharsets.ISO_8859_1), type));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}

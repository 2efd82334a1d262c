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
import java.util.stream.Stream;

/**
 * Lines about a bundle's records in its ledger. Invalid lines are skipped; {@code runfolio verify} reports them.
 *
 * @param notes entries of {@code notes} lines, oldest first
 * @param upgrades entries of {@code upgrade} lines, oldest first
 */
public record BundleLedger(List<NotesEntry> notes, List<UpgradeEntry> upgrades) {
    private static final BundleLedger NONE = new BundleLedger(List.of(), List.of());
    private static final List<String> MARKS = Arrays.stream(BundleAction.values())
            .map(action -> "\"" + action.word() + "\"")
            .toList();

    /** Reads a ledger; one that is missing has no lines. */
    public static BundleLedger read(Path ledger) {
        // checked first, as most bundles have no log and an exception is slow
        if (!ledger.toFile().exists()) {
            return NONE;
        }
        try {
            byte[] bytes = RegularFiles.read(ledger, RecordMapper.MAX_FILE_BYTES);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return of(text.substring(0, text.lastIndexOf('\n') + 1).lines());
        } catch (NoSuchFileException e) {
            return NONE;
        } catch (PathResolver.RefusedPathException e) {
            throw new UnreadableRecordException(ledger + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw StorageErrors.translate(e, ledger + " could not be read");
        }
    }

    /** Returns the entries of whole lines. */
    public static BundleLedger of(List<byte[]> lines) {
        return of(lines.stream().map(line -> new String(line, StandardCharsets.ISO_8859_1)));
    }

    private static BundleLedger of(Stream<String> text) {
        List<BundleLine> lines = text.flatMap(line -> line(line).stream()).toList();
        return lines.isEmpty()
                ? NONE
                : new BundleLedger(
                        lines.stream()
                                .flatMap(line -> NotesEntry.of(line).stream())
                                .toList(),
                        lines.stream()
                                .flatMap(line -> UpgradeEntry.of(line).stream())
                                .toList());
    }

    /**
     * Returns a line about the bundle's records; empty if it is another one.
     *
     * @param line its bytes as ISO 8859-1
     */
    public static Optional<BundleLine> line(String line) {
        if (MARKS.stream().noneMatch(line::contains)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordMapper.read(line.getBytes(StandardCharsets.ISO_8859_1), BundleLine.class))
                    .filter(BundleLine::isWhole);
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    /** Returns the last entry of notes. */
    public Optional<NotesEntry> lastNotes() {
        return notes.isEmpty() ? Optional.empty() : Optional.of(notes.get(notes.size() - 1));
    }

    /** Returns the last notes that were set. */
    public Optional<String> text() {
        return notes.stream()
                .flatMap(entry -> Optional.ofNullable(entry.text()).stream())
                .reduce((first, second) -> second);
    }

    /** Returns the version of the bundle's format, if it was upgraded. */
    public int formatVersion() {
        return upgrades.stream().mapToInt(UpgradeEntry::formatVersion).max().orElse(0);
    }
}

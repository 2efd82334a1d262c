package io.runfolio.bundle.ledger;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Lines about a bundle's records in its ledger. Invalid lines are skipped; {@code runfolio verify} reports them.
 *
 * @param notes entries of {@code notes} lines, oldest first
 * @param upgrades entries of {@code upgrade} lines, oldest first
 */
public record BundleLedger(List<NotesEntry> notes, List<UpgradeEntry> upgrades) {
    private static final BundleLedger NONE = new BundleLedger(List.of(), List.of());
    private static final List<String> MARKS = LedgerText.marks(BundleAction.values());

    /** Reads a ledger; one that is missing has no lines. */
    public static BundleLedger read(Path ledger) {
        return parsed(LedgerText.read(ledger));
    }

    /** Returns the entries of whole lines. */
    public static BundleLedger of(List<byte[]> lines) {
        return parsed(LedgerText.of(lines));
    }

    private static BundleLedger parsed(List<String> text) {
        List<BundleLine> lines =
                text.stream().flatMap(line -> line(line).stream()).toList();
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
        return LedgerText.parse(line, MARKS, BundleLine.class).filter(BundleLine::isWhole);
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

package io.runfolio.artifact;

import io.runfolio.bundle.RecordMapper;
import io.runfolio.index.RunLedgers;
import io.runfolio.run.UnreadableRecordException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Lines of a ledger to entries. What is no entry is passed over here; {@code runfolio verify} names it. */
final class LedgerLines {
    private LedgerLines() {}

    /** Returns the entries of a ledger; a file that is missing has none. */
    static List<LedgerEntry> read(Path ledger) {
        return parse(RunLedgers.lines(ledger));
    }

    static List<LedgerEntry> parse(List<byte[]> lines) {
        return lines.stream().map(LedgerLines::entry).flatMap(Optional::stream).toList();
    }

    private static Optional<LedgerEntry> entry(byte[] line) {
        if (line.length == 0 || line[0] != '{') {
            return Optional.empty();
        }
        try {
            LedgerEntry entry = RecordMapper.read(line, LedgerEntry.class);
            boolean whole = entry.artifactId() != null && entry.action() != null && entry.by() != null;
            return whole ? Optional.of(entry) : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}

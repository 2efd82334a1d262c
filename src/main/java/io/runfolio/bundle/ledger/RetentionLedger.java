package io.runfolio.bundle.ledger;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the retention lines of a bundle's ledger. Invalid lines are skipped; {@code runfolio verify} reports them. */
public final class RetentionLedger {
    private static final List<String> MARKS = LedgerText.marks(RetentionAction.values());

    private RetentionLedger() {}

    /** Returns the state of a ledger; {@link RetentionState#NONE} if there is no such file. */
    public static RetentionState read(Path ledger) {
        return RetentionState.of(lines(ledger));
    }

    /** Returns the retention lines of a ledger; none if there is no such file. */
    static List<RetentionLine> lines(Path ledger) {
        return parsed(LedgerText.read(ledger));
    }

    /** Returns the state after these whole lines. */
    public static RetentionState of(List<byte[]> lines) {
        return RetentionState.of(lines(lines));
    }

    /** Returns the retention lines among these whole lines. */
    static List<RetentionLine> lines(List<byte[]> lines) {
        return parsed(LedgerText.of(lines));
    }

    private static List<RetentionLine> parsed(List<String> lines) {
        return lines.stream().flatMap(line -> line(line).stream()).toList();
    }

    /** Returns the retention line of a ledger's line; empty if it is another one's. */
    public static Optional<RetentionLine> line(String line) {
        return LedgerText.parse(line, MARKS, RetentionLine.class).filter(RetentionLine::isWhole);
    }
}

package io.runfolio.artifact;

import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Parses review logs. Invalid lines are skipped; {@code runfolio verify} reports them. */
public final class ReviewLogParser {
    private ReviewLogParser() {}

    /** Returns the entries of a ledger; a file that is missing has none. */
    static List<ReviewLogEntry> read(Path ledger) {
        return parse(ReviewLogs.lines(ledger));
    }

    static List<ReviewLogEntry> parse(List<byte[]> lines) {
        return lines.stream()
                .map(ReviewLogParser::entry)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the entry of a line; empty if it is not one of a review. */
    public static Optional<ReviewLogEntry> entry(byte[] line) {
        if (line.length == 0 || line[0] != '{') {
            return Optional.empty();
        }
        try {
            ReviewLogEntry entry = RecordMapper.read(line, ReviewLogEntry.class);
            boolean whole = entry.artifactId() != null && entry.action() != null && entry.by() != null;
            return whole ? Optional.of(entry) : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}

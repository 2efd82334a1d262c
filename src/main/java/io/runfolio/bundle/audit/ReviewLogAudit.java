package io.runfolio.bundle.audit;

import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.BundleLedger;
import io.runfolio.bundle.ledger.RetentionLedger;
import io.runfolio.bundle.ledger.RetentionLine;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks a bundle's review log: whole lines, known artifacts, revisions that grow by 1. Read-only. */
final class ReviewLogAudit {
    private final RunFolder folder;
    private final List<Finding> findings = new ArrayList<>();

    /** Required fields of every line. */
    private record Entry(Long revision, String artifactId, String action, String by, String at) {
        boolean isWhole() {
            return revision != null && artifactId != null && action != null && by != null && at != null;
        }
    }

    private ReviewLogAudit(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * Returns the faults of the log; none if there is no log.
     *
     * @param artifacts ids of the bundle's artifacts
     */
    static List<Finding> check(RunFolder folder, Set<String> artifacts) {
        ReviewLogAudit audit = new ReviewLogAudit(folder);
        if (Files.exists(folder.reviewLog(), LinkOption.NOFOLLOW_LINKS)) {
            audit.ledger(artifacts);
        }
        return audit.findings;
    }

    private void ledger(Set<String> artifacts) {
        byte[] bytes;
        try {
            bytes = RegularFiles.read(folder.reviewLog(), RecordMapper.MAX_FILE_BYTES);
        } catch (IOException e) {
            found("file_unreadable", "The ledger cannot be read: " + StorageErrors.reason(e));
            return;
        }
        Map<String, Long> revisions = new HashMap<>();
        int from = 0;
        int number = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line(++number, Arrays.copyOfRange(bytes, from, i), artifacts, revisions);
                from = i + 1;
            }
        }
        if (from < bytes.length) {
            found("line_torn", "The last " + (bytes.length - from) + " bytes of the ledger are not a whole line");
        }
    }

    private void line(int number, byte[] line, Set<String> artifacts, Map<String, Long> revisions) {
        if (new String(line, StandardCharsets.UTF_8).isBlank()) {
            return;
        }
        Optional<RetentionLine> retention = RetentionLedger.line(new String(line, StandardCharsets.ISO_8859_1));
        if (retention.isPresent()) {
            retention(number, retention.get(), artifacts);
            return;
        }
        if (BundleLedger.line(new String(line, StandardCharsets.ISO_8859_1)).isPresent()) {
            return;
        }
        Entry entry = entry(line);
        if (!entry.isWhole()) {
            found("line_unreadable", "Line " + number + " of the ledger is invalid");
            return;
        }
        if (!artifacts.contains(entry.artifactId())) {
            found(
                    "ledger_stranger",
                    "Line " + number + " of the ledger names an artifact that the bundle does not have");
        }
        long before = revisions.getOrDefault(entry.artifactId(), 0L);
        if (entry.revision() != before + 1) {
            found(
                    "ledger_out_of_order",
                    "Line " + number + " of the ledger has revision " + entry.revision() + " after " + before);
        }
        revisions.put(entry.artifactId(), entry.revision());
    }

    private void retention(int number, RetentionLine line, Set<String> artifacts) {
        if (line.artifactId() != null && !artifacts.contains(line.artifactId())) {
            found(
                    "ledger_stranger",
                    "Line " + number + " of the ledger names an artifact that the bundle does not have");
        }
    }

    private static Entry entry(byte[] line) {
        try {
            return RecordMapper.read(line, Entry.class);
        } catch (UnreadableRecordException e) {
            return new Entry(null, null, null, null, null);
        }
    }

    private void found(String code, String message) {
        findings.add(new Finding(code, folder.reviewLog().toString(), message));
    }
}

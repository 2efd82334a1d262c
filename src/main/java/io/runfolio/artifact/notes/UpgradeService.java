package io.runfolio.artifact.notes;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.BundleUpgrade;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.RunRecords;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.bundle.ledger.BundleLedger;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.bundle.ledger.UpgradeEntry;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.Finding;
import io.runfolio.run.extras.RunExtras;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Adds to bundles of older versions, and of other programs, the records that bundles have now.
 *
 * <p>No file is changed. A bundle that is damaged is left alone, as checksums of its files would hide the damage. Files
 * are added first and the ledger line last; after a kill the next call goes on. Safe for use by several processes.
 */
public final class UpgradeService {
    private static final int TOKEN_BYTES = 8;
    /** End of the codes of findings that the next call of a command completes. */
    private static final String LEFTOVER = "_left";

    private final BundleLayout layout;
    private final ReviewLogs ledgers;
    private final Clock clock;

    public UpgradeService(BundleLayout layout, Clock clock) {
        this.layout = layout;
        this.ledgers = new ReviewLogs(layout);
        this.clock = clock;
    }

    /**
     * Result for one bundle.
     *
     * @param runId its run
     * @param before version of its format; 0 for bundles of other programs
     * @param added files that were added, or would be
     * @param problem why it was left alone; empty if it was not
     */
    public record Result(String runId, int before, List<String> added, String problem) {
        /** Returns whether there was nothing to add. */
        public boolean isUpToDate() {
            return added.isEmpty() && problem.isEmpty() && before >= RunRecords.WITH_CHECKSUMS;
        }
    }

    /** Returns what {@link #upgrade} would add. */
    public Result preview(Path bundle) {
        return check(bundle);
    }

    /**
     * Upgrades a bundle; the files are on disk when this returns.
     *
     * @param by who asked for it
     */
    public Result upgrade(Path bundle, String by) {
        Result result = check(bundle);
        if (!result.problem().isEmpty() || result.isUpToDate()) {
            return result;
        }
        ledgers.append(bundle, lines -> {
            RunFolder folder = new RunFolder(bundle);
            Map<String, byte[]> missing = BundleUpgrade.missing(folder);
            missing.forEach((path, bytes) -> add(bundle, path, bytes));
            boolean isRecorded = version(folder, BundleLedger.of(lines)) >= RunRecords.WITH_CHECKSUMS;
            return isRecorded && missing.isEmpty()
                    ? List.of()
                    : List.of(
                            RecordMapper.line(new UpgradeEntry(RunRecords.WITH_CHECKSUMS, List.copyOf(missing.keySet()))
                                    .line(by, now())));
        });
        return result;
    }

    private Result check(Path bundle) {
        String runId = bundle.getFileName().toString();
        RunFolder folder = new RunFolder(bundle);
        try {
            int before = version(folder, BundleLedger.read(folder.reviewLog()));
            if (before > RunRecords.WITH_CHECKSUMS) {
                return new Result(
                        runId,
                        before,
                        List.of(),
                        "it has format version " + before + ", and this version of Runfolio knows up to "
                                + RunRecords.WITH_CHECKSUMS + "; use the version that made it");
            }
            boolean isWhole = Files.exists(folder.artifacts(), LinkOption.NOFOLLOW_LINKS)
                    && Files.exists(folder.checksums(), LinkOption.NOFOLLOW_LINKS);
            if (isWhole && before >= RunRecords.WITH_CHECKSUMS) {
                return new Result(runId, before, List.of(), "");
            }
            if (before >= RunRecords.WITH_CHECKSUMS) {
                return new Result(runId, before, List.of(), "it has lost records; run `runfolio verify`");
            }
            List<Finding> findings = new OutputsAudit(layout)
                    .bundle(bundle).stream()
                            .filter(finding -> !finding.code().endsWith(LEFTOVER))
                            .toList();
            if (!findings.isEmpty()) {
                return new Result(
                        runId,
                        before,
                        List.of(),
                        "it is damaged (" + findings.get(0).code() + "); run `runfolio verify`");
            }
            return new Result(
                    runId, before, List.copyOf(BundleUpgrade.missing(folder).keySet()), "");
        } catch (UnreadableRecordException e) {
            return new Result(runId, 0, List.of(), "it cannot be read; run `runfolio verify`");
        }
    }

    private static int version(RunFolder folder, BundleLedger ledger) {
        RunExtras extras = RunExtras.of(BundleReader.sealedRun(folder));
        int sealed = extras.eventId().isPresent() ? extras.formatVersion() : 0;
        return Math.max(sealed, ledger.formatVersion());
    }

    private void add(Path bundle, String path, byte[] bytes) {
        Path part = layout.control().resolve("upgrade-" + RandomIds.hex(TOKEN_BYTES) + ".part");
        try {
            StorageRoots.createFolders(part.getParent());
            DurableFiles.writeNew(part, bytes);
            layout.store().add(part, layout.relative(bundle), path);
        } catch (IOException e) {
            throw StorageErrors.translate(e, path + " could not be written");
        } finally {
            DurableFiles.tryDelete(part);
        }
    }

    private String now() {
        return LedgerTime.of(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }
}

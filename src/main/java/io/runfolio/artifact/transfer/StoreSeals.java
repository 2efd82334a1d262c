package io.runfolio.artifact.transfer;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.SealRecord;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.log.StoreLog.NumberedSeal;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ReviewLogs;
import io.runfolio.index.RunIndex;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.extras.RunExtras;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals of bundles in an object store. Bundles that other hosts have sealed are brought here, and imported ones are
 * sealed. Thread-safe.
 */
final class StoreSeals {
    private static final Logger LOG = LoggerFactory.getLogger(StoreSeals.class);

    private final BundleLayout layout;
    private final StoreLog log;
    private final BundleReader bundles;
    private final RunIndex index;
    private final PendingRuns pending;
    private long position;

    StoreSeals(BundleLayout layout, StoreLog log, RunIndex index, PendingRuns pending) {
        this.layout = layout;
        this.log = log;
        this.index = index;
        this.pending = pending;
        bundles = new BundleReader(layout);
    }

    /** Brings bundles here that others have sealed since the last call. Those that cannot be read are left out. */
    synchronized void follow() {
        for (List<NumberedSeal> seals = log.seals(position); !seals.isEmpty(); seals = log.seals(position)) {
            for (NumberedSeal seal : seals) {
                if (!index.contains(seal.seal().runId())) {
                    bring(seal.seal());
                }
                position = seal.number();
            }
        }
    }

    private void bring(SealRecord seal) {
        try {
            pending.arrive(seal);
        } catch (StorageException e) {
            throw e;
        } catch (RunfolioException e) {
            LOG.warn("{} could not be fetched: {}", seal.runId(), e.getMessage());
        }
    }

    /** Returns whether a run is sealed in the store. */
    boolean isSealed(String runId) {
        return log.isSealed(runId);
    }

    /**
     * Sends a bundle to the store and seals it there, with the lines of its ledger. Objects that an unfinished import
     * of the run has left are removed first. The caller holds the lock of the run's import.
     *
     * @param refusal compares the ids of its artifacts with those here; asked before the seal, under the lock of all
     *     imports, as uploads of several hosts do not wait for each other
     * @return why it was not sealed; empty if it was
     * @throws StorageException if the store or its log cannot be used; the next import continues
     */
    Optional<ImportResult> install(
            Path staged, String runPath, Optional<EventOrigin> origin, Supplier<Optional<ImportResult>> refusal) {
        StoreLog.Ledger ledger = new StoreLog.Ledger(runPath, ledger(staged));
        layout.store().discard(runPath);
        if (layout.store().exists(runPath)) {
            return Optional.of(BundleInstaller.underWay(runPath));
        }
        layout.store().prepare(staged, runPath);
        try (Mutex.Held imports = layout.coordination().eventLocks().hold(BundleInstaller.IMPORTS)) {
            follow();
            Optional<ImportResult> refused = refusal.get();
            if (refused.isEmpty()) {
                return log.install(seal(staged, runPath, origin), ledger)
                        ? Optional.empty()
                        : Optional.of(BundleInstaller.underWay(runPath));
            }
            layout.store().discard(runPath);
            return refused;
        } catch (ClaimLostException e) {
            layout.store().discard(runPath);
            return Optional.of(ImportResult.refused(runId(staged), runPath, "event_exists", e.getMessage()));
        }
    }

    private SealRecord seal(Path staged, String runPath, Optional<EventOrigin> origin) {
        String line =
                RecordMapper.line(RunIndexEntry.of(bundles.manifest(staged)).withRunPath(runPath));
        return new SealRecord(origin, RunExtras.fence(bundles.run(staged)), runId(staged), line, false);
    }

    private static String runId(Path staged) {
        return staged.getFileName().toString();
    }

    /**
     * Returns the whole lines of a bundle's ledger, which the store keeps as text.
     *
     * @throws TransferException with the code {@code damaged} if a line is not UTF-8
     */
    private static List<String> ledger(Path staged) {
        List<String> lines = new ArrayList<>();
        for (byte[] line : ReviewLogs.lines(new RunFolder(staged).reviewLog())) {
            try {
                lines.add(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(line))
                        .toString());
            } catch (CharacterCodingException e) {
                throw new TransferException("damaged", "its ledger has a line that is not UTF-8");
            }
        }
        return lines;
    }
}

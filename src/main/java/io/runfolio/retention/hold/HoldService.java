package io.runfolio.retention.hold;

import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.bundle.ledger.Hold;
import io.runfolio.bundle.ledger.LedgerTime;
import io.runfolio.bundle.ledger.RetentionLedger;
import io.runfolio.bundle.ledger.RetentionState;
import io.runfolio.files.RandomIds;
import io.runfolio.files.RunfolioException;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.retention.purge.RemovalRepair;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sets and releases holds. Each is a line in the bundle's ledger, on disk before a method returns. Safe for use by
 * several threads and processes.
 */
public final class HoldService {
    /** Limit on the reason of a hold, in characters. */
    public static final int MAX_REASON_CHARACTERS = 500;

    private static final int ID_BYTES = 8;

    private final BundleLayout layout;
    private final RunViewReader views;
    private final ReviewLogs ledgers;
    private final RemovalRepair repair;
    private final Clock clock;

    public HoldService(BundleLayout layout, Clock clock) {
        this.layout = layout;
        this.views = new RunViewReader(layout);
        this.ledgers = new ReviewLogs(layout);
        this.repair = new RemovalRepair(layout, clock);
        this.clock = clock;
    }

    /**
     * Sets a hold.
     *
     * @param runPath the bundle's place relative to the outputs folder
     * @throws InvalidHoldException if the reason is missing or too long, or its time is over
     * @throws UnknownArtifactException if there is no such bundle or artifact
     */
    public Hold hold(String runPath, HoldRequest request) {
        Hold hold = new Hold(
                "hold-" + RandomIds.hex(ID_BYTES),
                request.artifactId(),
                reason(request),
                until(request).map(LedgerTime::of).orElse(null),
                request.by(),
                LedgerTime.of(clock.instant()));
        Path bundle = bundle(runPath);
        ledgers.append(bundle, lines -> {
            repair.complete(runPath, lines); // what a dead process removed is gone, and the hold is of the rest
            requireArtifact(bundle, request.artifactId());
            return List.of(RecordMapper.line(hold.line()));
        });
        return hold;
    }

    /**
     * Releases a hold.
     *
     * @param note why, or null
     * @return the hold that was released
     * @throws UnknownHoldException if the bundle has no such hold
     */
    public Hold release(String runPath, String holdId, String by, String note) {
        AtomicReference<Hold> released = new AtomicReference<>();
        ledgers.append(bundle(runPath), lines -> {
            Hold hold = RetentionLedger.of(lines).holds().stream()
                    .filter(one -> one.holdId().equals(holdId))
                    .findFirst()
                    .orElseThrow(() -> new UnknownHoldException(holdId));
            released.set(hold);
            return List.of(RecordMapper.line(hold.release(by, LedgerTime.of(clock.instant()), note)));
        });
        return released.get();
    }

    /** Returns the holds of a run and its artifacts, oldest first. Those that have ended by their time are included. */
    public List<Hold> list(String runPath) {
        return state(bundle(runPath)).holds();
    }

    /** Returns the holds of all bundles, by run path. Bundles whose ledgers cannot be read are skipped. */
    public List<LocatedHold> all() {
        List<LocatedHold> all = new ArrayList<>();
        for (Path bundle : new BundleReader(layout).scan()) {
            try {
                state(bundle).holds().forEach(hold -> all.add(new LocatedHold(layout.relative(bundle), hold)));
            } catch (RunfolioException e) {
                continue; // `runfolio verify` reports it
            }
        }
        return all;
    }

    /** Returns a hold by its id, of any bundle. */
    public Optional<LocatedHold> find(String holdId) {
        return all().stream()
                .filter(located -> located.hold().holdId().equals(holdId))
                .findFirst();
    }

    private static RetentionState state(Path bundle) {
        return RetentionLedger.read(new RunFolder(bundle).reviewLog());
    }

    private static String reason(HoldRequest request) {
        String reason = request.reason() == null ? "" : request.reason().strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON_CHARACTERS) {
            throw new InvalidHoldException(
                    "reason must have 1 to " + MAX_REASON_CHARACTERS + " characters, such as the name of a case");
        }
        return reason;
    }

    private Optional<Instant> until(HoldRequest request) {
        request.until().filter(time -> !time.isAfter(clock.instant())).ifPresent(time -> {
            throw new InvalidHoldException("until must be in the future: " + LedgerTime.of(time) + " is over");
        });
        return request.until();
    }

    private void requireArtifact(Path bundle, String artifactId) {
        boolean known = artifactId == null
                || views.read(bundle).artifacts().stream()
                        .anyMatch(artifact -> artifact.record().id().equals(artifactId));
        if (!known) {
            throw new UnknownArtifactException(artifactId);
        }
    }

    private Path bundle(String runPath) {
        return layout.store()
                .folder(runPath)
                .filter(BundleReader::isBundle)
                .orElseThrow(() -> new UnknownArtifactException(runPath));
    }
}

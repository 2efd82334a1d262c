package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.run.AssetState;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts events and assets. Every change is made whole under one lock, so that a reader never sees counters that do not add up. */
public final class Ledger implements LedgerMBean {
    private static final String UNKNOWN = "unknown";
    private static final Set<String> STATUSES = Set.of("succeeded", "failed", "running", "queued", UNKNOWN);

    private final Clock clock;
    private final Map<AssetState, Long> assets = new EnumMap<>(AssetState.class);
    private final Map<String, Long> runs = new TreeMap<>();
    private long inFlight;
    private long bundled;
    private long duplicate;
    private long refused;
    private long returned;
    private long attemptsFailed;
    private Optional<Instant> lastBundled = Optional.empty();
    private Optional<Instant> lastRefused = Optional.empty();

    public Ledger(Clock clock) {
        this.clock = clock;
    }

    /** An event was taken. */
    public synchronized void taken() {
        inFlight++;
    }

    /** An event was put back: it will be seen again. */
    public synchronized void putBack() {
        inFlight--;
        returned++;
    }

    /** An event became a bundle. */
    public synchronized void bundled(String status, Collection<AssetOutcome> outcomes) {
        inFlight--;
        bundled++;
        lastBundled = Optional.of(clock.instant());
        runs.merge(STATUSES.contains(status) ? status : UNKNOWN, 1L, Long::sum);
        outcomes.forEach(outcome -> assets.merge(outcome.state(), 1L, Long::sum));
    }

    /** An event had its bundle already. */
    public synchronized void duplicate() {
        inFlight--;
        duplicate++;
    }

    /** An event was filed under {@code .failed}. */
    public synchronized void refused() {
        inFlight--;
        refused++;
        lastRefused = Optional.of(clock.instant());
    }

    /** An attempt failed for a reason that may pass. */
    public synchronized void attemptFailed() {
        attemptsFailed++;
    }

    @Override
    public synchronized long getEventsSeen() {
        return bundled + duplicate + refused + inFlight;
    }

    @Override
    public synchronized long getEventsBundled() {
        return bundled;
    }

    @Override
    public synchronized long getEventsDuplicate() {
        return duplicate;
    }

    @Override
    public synchronized long getEventsRefused() {
        return refused;
    }

    @Override
    public synchronized long getEventsReturned() {
        return returned;
    }

    @Override
    public synchronized long getEventsInFlight() {
        return inFlight;
    }

    @Override
    public synchronized long getAttemptsFailed() {
        return attemptsFailed;
    }

    @Override
    public synchronized long getAssets() {
        return assets.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public synchronized long getAssetsReady() {
        return assets.getOrDefault(AssetState.READY, 0L);
    }

    @Override
    public synchronized long getAssetsUnsupported() {
        return assets.getOrDefault(AssetState.UNSUPPORTED, 0L);
    }

    @Override
    public synchronized long getAssetsFailed() {
        return assets.getOrDefault(AssetState.FAILED, 0L);
    }

    @Override
    public synchronized long getAssetsSkipped() {
        return assets.getOrDefault(AssetState.SKIPPED, 0L);
    }

    @Override
    public synchronized Map<String, Long> getRunsByStatus() {
        return new TreeMap<>(runs);
    }

    @Override
    public synchronized String getLastBundledAt() {
        return lastBundled.map(Instant::toString).orElse("");
    }

    @Override
    public synchronized String getLastRefusedAt() {
        return lastRefused.map(Instant::toString).orElse("");
    }
}

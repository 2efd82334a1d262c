package io.runfolio.work;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.run.AssetState;
import io.runfolio.run.RunStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Counters of events and assets. Each change is made under one lock, so that the counters always add up. */
public final class WorkerCounters implements WorkerCountersMBean {
    private final Clock clock;
    private final Map<AssetState, Long> assets = new EnumMap<>(AssetState.class);
    private final Map<String, Long> runs = new TreeMap<>();
    private long inFlight;
    private long bundled;
    private long duplicate;
    private long refused;
    private long returned;
    private long parked;
    private long attemptsFailed;
    private LongSupplier waiting = () -> 0;
    private Optional<Instant> lastBundled = Optional.empty();
    private Optional<Instant> lastRefused = Optional.empty();

    public WorkerCounters(Clock clock) {
        this.clock = clock;
    }

    /** Counts an event that was claimed. */
    public synchronized void eventClaimed() {
        inFlight++;
    }

    /** Counts an event that was returned to the inbox. */
    public synchronized void eventReturned() {
        inFlight--;
        returned++;
    }

    /** Counts an event that was set aside, to wait for something outside. */
    public synchronized void eventParked() {
        inFlight--;
        parked++;
    }

    /** Sets the source of the number of events that wait for something outside. */
    public synchronized void countWaiting(LongSupplier count) {
        waiting = count;
    }

    /** Counts an event that was bundled. */
    public synchronized void eventBundled(String status, Collection<AssetOutcome> outcomes) {
        inFlight--;
        bundled++;
        lastBundled = Optional.of(clock.instant());
        runs.merge(RunStatus.of(status).orElse(RunStatus.UNKNOWN).jsonName(), 1L, Long::sum);
        outcomes.forEach(outcome -> assets.merge(outcome.state(), 1L, Long::sum));
    }

    /** Counts an event that had its bundle already. */
    public synchronized void eventDuplicate() {
        inFlight--;
        duplicate++;
    }

    /** Counts an event that was moved to {@code .failed}. */
    public synchronized void eventRefused() {
        inFlight--;
        refused++;
        lastRefused = Optional.of(clock.instant());
    }

    /** Counts an attempt that failed for a reason that may pass. */
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
    public synchronized long getEventsParked() {
        return parked;
    }

    @Override
    public long getEventsWaiting() {
        LongSupplier count;
        synchronized (this) {
            count = waiting;
        }
        return count.getAsLong();
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

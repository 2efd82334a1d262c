package io.runfolio.retention.plan;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.RunInventory;
import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.retention.purge.FreedBytes;
import io.runfolio.retention.purge.PurgeOrder;
import io.runfolio.retention.purge.PurgeOutcome;
import io.runfolio.retention.purge.Purger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Applies plans: removes what an entry names if it is unprotected and unchanged. The result of each entry is appended
 * to the plan, so an apply that was killed goes on where it ended. The ledger of the bundle knows a removal before its
 * result is written, so none is made twice. One process at a time applies plans. Thread-safe.
 */
public final class PlanApplier {
    private static final String MARK = "retention-apply";
    private static final int PAGE = 500;

    private final BundleLayout layout;
    private final PlanStore plans;
    private final Purger purger;
    private final RunViewReader views;
    private final Duration grace;
    private final Clock clock;

    public PlanApplier(BundleLayout layout, PlanStore plans, Purger purger, Duration grace, Clock clock) {
        this.layout = layout;
        this.plans = plans;
        this.purger = purger;
        this.views = new RunViewReader(layout);
        this.grace = grace;
        this.clock = clock;
    }

    /**
     * Applies a plan, or the rest of one.
     *
     * @param by who orders it
     * @param progress receives the state after each entry
     * @return the state at its end; a plan that was applied before is left as it is
     * @throws UnknownPlanException if there is no such plan
     * @throws PlanRefusedException if it expired, or a plan is being applied
     * @throws InterruptedRunException if the thread is interrupted; the plan can be applied further
     */
    public ApplyState apply(String planId, String by, Consumer<ApplyState> progress) {
        PlanSummary plan = plans.get(planId);
        if (state(planId).isComplete()) {
            return state(planId);
        }
        if (!clock.instant().isBefore(Instant.parse(plan.expiresAt()))) {
            throw PlanRefusedException.expired(plan);
        }
        try (AliveMarks.Mark mark = mark();
                ProgressLog log = new ProgressLog(plans.folder(planId), plan)) {
            ApplyState state = log.state();
            long before = state.done();
            FreedBytes freed = new FreedBytes(layout, () -> removalIds(planId, before));
            while (!state.isComplete()) {
                List<PlanEntry> entries = plans.entries(planId, state.done(), PAGE);
                if (entries.isEmpty()) {
                    throw new StorageException("The entries of the plan " + planId + " are incomplete", null);
                }
                for (PlanEntry entry : entries) {
                    if (Thread.interrupted()) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedRunException("The plan " + planId + " was interrupted", null);
                    }
                    state = log.append(apply(planId, by, entry, state.done() + 1, freed));
                    progress.accept(state.running(true));
                }
            }
            return state;
        }
    }

    /** Returns how far a plan is applied. */
    public ApplyState state(String planId) {
        return ProgressLog.read(plans.folder(planId), plans.get(planId)).running(isRunning());
    }

    /** Returns whether any process applies a plan now. */
    public boolean isRunning() {
        return layout.coordination().aliveMarks().isAlive(MARK);
    }

    private AliveMarks.Mark mark() {
        AliveMarks marks = layout.coordination().aliveMarks();
        if (marks.isAlive(MARK)) {
            throw PlanRefusedException.running();
        }
        try {
            return marks.register(MARK);
        } catch (StorageException e) {
            if (marks.isAlive(MARK)) { // another process was faster
                throw PlanRefusedException.running();
            }
            throw e;
        }
    }

    /** Returns the ids of the removals that are left. */
    private Set<String> removalIds(String planId, long done) {
        return plans.entries(planId, done, Integer.MAX_VALUE).stream()
                .map(entry -> removalId(planId, entry))
                .collect(Collectors.toSet());
    }

    private static String removalId(String planId, PlanEntry entry) {
        return PurgeOrder.idOf(planId, entry.runPath(), entry.artifactId(), entry.scope());
    }

    private EntryResult apply(String planId, String by, PlanEntry entry, long number, FreedBytes freed) {
        PurgeOrder order = new PurgeOrder(
                removalId(planId, entry),
                entry.runPath(),
                entry.artifactId(),
                entry.scope(),
                planId,
                entry.rule(),
                by,
                entry.why(),
                grace);
        AtomicReference<RunView> seen = new AtomicReference<>();
        try {
            PurgeOutcome outcome = purger.purge(order, run -> {
                seen.set(run);
                return EntryState.of(RunInventory.of(run), entry.artifactId()).equals(entry.state());
            });
            return result(number, entry, outcome, Optional.ofNullable(seen.get()), freed);
        } catch (UnknownArtifactException e) {
            return skipped(number, "the bundle or the artifact is gone");
        } catch (UnreadableRecordException e) {
            return skipped(number, "the bundle cannot be read");
        }
    }

    private EntryResult result(
            long number, PlanEntry entry, PurgeOutcome outcome, Optional<RunView> seen, FreedBytes freed) {
        return switch (outcome.status()) {
            case PURGED, ALREADY_PURGED -> removed(number, entry, outcome, seen, freed);
            case CHANGED -> skipped(number, "changed since the plan was made");
            case PROTECTED ->
                skipped(
                        number,
                        ApplyState.PROTECTED
                                + outcome.protections().get(0).kind().word());
            case RESTORED_SINCE -> skipped(number, "restored since");
            case NOTHING -> skipped(number, "there are no files");
        };
    }

    private EntryResult removed(
            long number, PlanEntry entry, PurgeOutcome outcome, Optional<RunView> seen, FreedBytes freed) {
        Set<String> media = seen.or(() -> views.at(entry.runPath()))
                .map(RunInventory::mediaPaths)
                .orElse(Set.of());
        Map<String, Long> sizes = freed.of(entry.runPath(), outcome);
        long all = sizes.values().stream().mapToLong(Long::longValue).sum();
        long counted = sizes.entrySet().stream()
                .filter(file -> media.contains(file.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        // a killed process deleted them: how many names they had is not known any more
        boolean isPlanned = outcome.status() == PurgeOutcome.Status.ALREADY_PURGED
                && outcome.removal().orElseThrow().isDeleted();
        return new EntryResult(number, true, null, isPlanned ? entry.bytes() : counted, all - counted, now());
    }

    private EntryResult skipped(long number, String reason) {
        return new EntryResult(number, false, reason, 0, 0, now());
    }

    private String now() {
        return clock.instant().toString();
    }
}

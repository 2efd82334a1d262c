package io.runfolio.flow;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.LedgerAction;
import io.runfolio.artifact.LedgerEntry;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViews;
import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.index.IndexBrokenException;
import io.runfolio.index.RunLedgers;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunfolioException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes derivatives again for outputs whose sealed state is {@code failed} or {@code unsupported}. The sealed records stay as they are; new files go into the bundle under names of their
 * own, and a {@code redo} line in the bundle's ledger says what readers see from then on.
 *
 * <p>The work is done in staging without a lock. Under the run's ledger lock the output is looked at once more, files are moved and flushed, and the line is written: of two that do the
 * same, one finds it done. What a killed one left is removed by the next, see {@link RedoLeftovers}.
 */
public final class Redo {
    /** States of outputs that may be made again. */
    public static final List<String> UNUSABLE = List.of("failed", "unsupported");

    private final BundleLayout layout;
    private final String worker;
    private final AssetWork work;
    private final RunViews views;
    private final RunLedgers ledgers;
    private final Clock clock;

    public Redo(BundleLayout layout, String worker, AssetWork work, Clock clock) {
        this.layout = layout;
        this.worker = worker;
        this.work = work;
        this.views = new RunViews(layout);
        this.ledgers = new RunLedgers(layout);
        this.clock = clock;
    }

    /**
     * An output that could be made again.
     *
     * @param output its position among the run's outputs, from 1
     * @param code the code of its state, such as {@code corrupt}
     */
    public record Candidate(String runPath, String runId, int output, String state, String code, String reason) {}

    /**
     * The end of one attempt.
     *
     * @param state state from now on
     * @param written whether a line was written; not if all is as it was, or if another has done it
     * @param fault why it could not be done now; empty if it was done
     */
    public record Outcome(
            Candidate candidate, String state, String code, String reason, boolean written, Optional<String> fault) {}

    /** Returns the outputs of a run that may be made again, those of a state or code only if one is given. */
    public static List<Candidate> candidates(RunView run, Optional<String> state, Optional<String> code) {
        List<Candidate> candidates = new ArrayList<>();
        for (ArtifactView artifact : run.artifacts()) {
            artifact.asset()
                    .filter(asset -> asset.relativePath() != null && asset.bytes() != null)
                    .map(asset -> new Candidate(
                            run.runPath(),
                            run.run().runId(),
                            artifact.position(),
                            word(asset, "state"),
                            word(asset, "code"),
                            word(asset, "reason")))
                    .filter(found -> UNUSABLE.contains(found.state()))
                    .filter(found -> state.isEmpty() || state.get().equals(found.state()))
                    .filter(found -> code.isEmpty() || code.get().equals(found.code()))
                    .ifPresent(candidates::add);
        }
        return candidates;
    }

    /** Makes the derivatives of an output again. A fault of the machine leaves all as it was. */
    public Outcome redo(Candidate candidate, String by) {
        Path bundle = layout.outputs().resolve(candidate.runPath());
        try {
            RunView run = views.read(bundle);
            AssetRecord sealed = run.run().outputs().get(candidate.output() - 1);
            try (RedoStaging staging = RedoStaging.open(layout, worker, bundle, run.run(), candidate.output())) {
                AssetOutcome outcome = work.again(staging.task(), staging.original());
                outcome.storageFailure().ifPresent(failure -> {
                    throw failure;
                });
                RedoneOutput redone = staging.redone(outcome, sealed);
                boolean written = write(bundle, candidate, redone, staging, by);
                return new Outcome(
                        candidate,
                        word(redone.asset(), "state"),
                        word(redone.asset(), "code"),
                        word(redone.asset(), "reason"),
                        written,
                        Optional.empty());
            }
        } catch (RunfolioException e) {
            return new Outcome(
                    candidate,
                    candidate.state(),
                    candidate.code(),
                    candidate.reason(),
                    false,
                    Optional.of(e.getMessage()));
        }
    }

    private boolean write(Path bundle, Candidate candidate, RedoneOutput redone, RedoStaging staging, String by) {
        boolean same = candidate.state().equals(word(redone.asset(), "state"))
                && candidate.code().equals(word(redone.asset(), "code"));
        if (same) {
            return false;
        }
        staging.flush();
        List<Path> moved = new ArrayList<>();
        boolean[] written = {false};
        try {
            ledgers.append(bundle, lines -> {
                RedoLeftovers.removeIn(layout, bundle);
                RunView now = views.read(bundle);
                ArtifactView artifact = now.artifacts().get(candidate.output() - 1);
                boolean open = artifact.asset()
                        .filter(asset -> word(asset, "state").equals(candidate.state())
                                && word(asset, "code").equals(candidate.code()))
                        .isPresent();
                if (!open) {
                    return List.of();
                }
                moved.addAll(staging.publish(bundle));
                written[0] = true;
                return List.of(RecordMapper.line(entry(artifact, redone, by)));
            });
            return written[0];
        } catch (IndexBrokenException e) {
            throw e; // nobody knows whether the line is on disk, so its files stay
        } catch (RunfolioException e) {
            RedoLeftovers.delete(moved);
            throw e;
        }
    }

    private LedgerEntry entry(ArtifactView artifact, RedoneOutput redone, String by) {
        String at = clock.instant()
                .truncatedTo(ChronoUnit.MILLIS)
                .atOffset(ZoneOffset.UTC)
                .toString();
        return new LedgerEntry(
                artifact.review().revision() + 1,
                artifact.record().id(),
                LedgerAction.REDO,
                by,
                at,
                null,
                redone.data());
    }

    /** Returns a value of {@code metadata.runfolio} as text; empty text if it is absent. */
    static String word(AssetRecord asset, String key) {
        return asset.metadata().get("runfolio") instanceof Map<?, ?> ours && ours.get(key) != null
                ? ours.get(key).toString()
                : "";
    }

    /** Returns the run of an id. */
    public Optional<RunView> run(String runId) {
        return views.find(runId);
    }
}

package io.runfolio.work.redo;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.AssetOutcome;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RedoneOutput;
import io.runfolio.fetch.SourceFetches;
import io.runfolio.files.RunfolioException;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.work.AssetProcessor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes derivatives again for outputs whose sealed state is {@code failed} or {@code unsupported}. An original that was
 * to be fetched and did not come is fetched first.
 *
 * <p>The sealed records stay unchanged: new files get names of their own, and a {@code redo} line in the bundle's
 * review log says what readers see from then on.
 *
 * <p>Derivatives are made in staging without a lock. Under the lock of the run's review log the output is checked
 * again, files are moved and flushed, and the line is written, so that the second of two concurrent calls finds the
 * work done. The next call removes what a killed one left, see {@link RedoLeftovers}.
 */
public final class Redo {
    /** States of outputs whose derivatives can be made again. */
    public static final List<String> UNUSABLE = List.of("failed", "unsupported");

    private final BundleLayout layout;
    private final String worker;
    private final AssetProcessor work;
    private final RedoFetch fetch;
    private final RunViewReader views;
    private final RedoWriter writer;

    /** @param fetches fetches originals that did not come before their run was sealed */
    public Redo(BundleLayout layout, String worker, AssetProcessor work, SourceFetches fetches, Clock clock) {
        this.layout = layout;
        this.worker = worker;
        this.work = work;
        this.fetch = new RedoFetch(fetches, work);
        this.views = new RunViewReader(layout);
        this.writer = new RedoWriter(layout, clock);
    }

    /**
     * Output whose derivatives can be made again.
     *
     * @param output its position among the run's outputs, from 1
     * @param code the code of its state, such as {@code corrupt}
     */
    public record Candidate(String runPath, String runId, int output, String state, String code, String reason) {}

    /**
     * Result for one output.
     *
     * @param state its new state
     * @param written whether a line was written; false if nothing has changed, or another call was first
     * @param fault why it could not be done; empty if it was done
     */
    public record Outcome(
            Candidate candidate, String state, String code, String reason, boolean written, Optional<String> fault) {}

    /** Returns the outputs of a run whose derivatives can be made again, optionally of one state or code. */
    public static List<Candidate> candidates(RunView run, Optional<String> state, Optional<String> code) {
        List<Candidate> candidates = new ArrayList<>();
        for (ArtifactView artifact : run.artifacts()) {
            artifact.asset()
                    .filter(asset ->
                            asset.relativePath() != null && asset.bytes() != null || RedoFetch.isMissing(asset))
                    .map(asset -> new Candidate(
                            run.runPath(),
                            run.run().runId(),
                            artifact.position(),
                            state(asset),
                            code(asset),
                            reason(asset)))
                    .filter(found -> UNUSABLE.contains(found.state()))
                    .filter(found -> state.isEmpty() || state.get().equals(found.state()))
                    .filter(found -> code.isEmpty() || code.get().equals(found.code()))
                    .ifPresent(candidates::add);
        }
        return candidates;
    }

    /** Makes the derivatives of an output again. After a fault of the machine nothing has changed. */
    public Outcome redo(Candidate candidate, String by) {
        Path bundle = layout.bundle(candidate.runPath());
        try {
            RunView run = views.read(bundle);
            AssetRecord sealed = run.run().outputs().get(candidate.output() - 1);
            if (RedoFetch.isMissing(sealed)) {
                RedoFetch.checkLink(sealed);
            }
            try (RedoStaging staging = RedoStaging.open(layout, worker, bundle, run.run(), candidate.output())) {
                AssetOutcome outcome = staging.original()
                        .map(original -> work.reprocess(staging.task(), original))
                        .orElseGet(() -> fetch.fetch(staging.task()));
                outcome.storageFailure().ifPresent(failure -> {
                    throw failure;
                });
                RedoneOutput redone = staging.redone(outcome, sealed);
                boolean written = write(bundle, candidate, redone, staging, by);
                return new Outcome(
                        candidate,
                        state(redone.asset()),
                        code(redone.asset()),
                        reason(redone.asset()),
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
        boolean same = candidate.state().equals(state(redone.asset()))
                && candidate.code().equals(code(redone.asset()));
        return !same
                && writer.write(
                        bundle,
                        redone,
                        staging,
                        by,
                        (run, artifact) -> artifact.asset()
                                .filter(asset -> state(asset).equals(candidate.state())
                                        && code(asset).equals(candidate.code()))
                                .isPresent(),
                        false);
    }

    private static String state(AssetRecord asset) {
        return AssetExtras.of(asset).state().orElse("");
    }

    private static String code(AssetRecord asset) {
        return AssetExtras.of(asset).code().orElse("");
    }

    private static String reason(AssetRecord asset) {
        return AssetExtras.of(asset).reason().orElse("");
    }

    /** Returns the run with an id. */
    public Optional<RunView> run(String runId) {
        return views.find(runId);
    }
}

package io.runfolio.work.redo.job;

import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.coordination.job.JobClaim;
import io.runfolio.coordination.job.JobProblem;
import io.runfolio.coordination.job.JobResult;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.work.redo.DerivativeRebuild;
import io.runfolio.work.redo.RebuildOutcome;
import io.runfolio.work.redo.Redo;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Executes tasks of jobs. Their effects are those of {@link DerivativeRebuild} and {@link Redo}. Thread-safe. */
final class RedoTasks {
    private final BundleLayout layout;
    private final RunViewReader views;
    private final DerivativeRebuild rebuild;
    private final Redo redo;
    private final Clock clock;

    RedoTasks(BundleLayout layout, DerivativeRebuild rebuild, Redo redo, Clock clock) {
        this.layout = layout;
        this.views = new RunViewReader(layout);
        this.rebuild = rebuild;
        this.redo = redo;
        this.clock = clock;
    }

    /**
     * Executes a task.
     *
     * @param mayGoOn asked before each output, may block; false ends the task
     * @return its result; empty if it was ended, or another process is working on the run
     * @throws io.runfolio.files.RunfolioException on a fault of the machine
     */
    Optional<JobResult> execute(JobClaim claim, BooleanSupplier mayGoOn) {
        RedoOrder order = RedoOrder.read(claim.order());
        RunTask task = RunTask.read(claim.task());
        List<JobProblem> problems = new ArrayList<>();
        int done = 0;
        for (RunTask.Output output : task.outputs()) {
            if (!mayGoOn.getAsBoolean()) {
                return Optional.empty();
            }
            RebuildOutcome outcome = make(order, task, output);
            switch (outcome.kind()) {
                case BUSY -> {
                    return Optional.empty();
                }
                case FAILED -> problems.add(JobProblem.failed(name(task, output), outcome.reason()));
                case SKIPPED -> problems.add(JobProblem.skipped(name(task, output), outcome.reason()));
                case RESTORED, REBUILT, RECORDED, UNCHANGED, UP_TO_DATE -> done++;
            }
        }
        return Optional.of(new JobResult(done, problems));
    }

    private static String name(RunTask task, RunTask.Output output) {
        return task.runId() + " output " + output.position();
    }

    private RebuildOutcome make(RedoOrder order, RunTask task, RunTask.Output output) {
        Optional<Path> bundle = layout.store().folder(task.runPath()).filter(BundleReader::isBundle);
        if (bundle.isEmpty()) {
            return RebuildOutcome.skipped("bundle_missing");
        }
        RunView run;
        try {
            run = views.read(bundle.get());
        } catch (UnreadableRecordException e) {
            return RebuildOutcome.skipped("record_unreadable");
        }
        if (isHeld(run, output.artifactId())) {
            return RebuildOutcome.skipped("held");
        }
        return order.failed() == null
                ? rebuild.make(task.item(output), order.request())
                : retry(order, run, output.position());
    }

    private boolean isHeld(RunView run, String artifactId) {
        return run.retention().holds().stream()
                .filter(hold -> hold.artifactId() == null || hold.artifactId().equals(artifactId))
                .anyMatch(hold -> hold.isActive(clock.instant()));
    }

    private RebuildOutcome retry(RedoOrder order, RunView run, int output) {
        return Redo.candidates(run, order.failed().wantedState(), order.failed().wantedCode()).stream()
                .filter(candidate -> candidate.output() == output)
                .findFirst()
                .map(candidate -> redo.redo(candidate, order.by()))
                .map(RedoTasks::outcome)
                .orElseGet(() -> RebuildOutcome.of(RebuildOutcome.Kind.UP_TO_DATE));
    }

    private static RebuildOutcome outcome(Redo.Outcome redone) {
        if (redone.fault().isPresent()) {
            return RebuildOutcome.failed(redone.fault().get());
        }
        return Redo.UNUSABLE.contains(redone.state())
                ? RebuildOutcome.failed(redone.reason())
                : RebuildOutcome.of(RebuildOutcome.Kind.REBUILT);
    }
}

package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.workflow.content.AnswerChecks;
import io.runfolio.workflow.content.Costs;
import io.runfolio.workflow.content.StepRequests;
import io.runfolio.workflow.content.StepSlots;
import io.runfolio.workflow.engine.RunAdvance.Next;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunRequests;
import io.runfolio.workflow.run.StepProgress;
import io.runfolio.workflow.run.StepState;
import io.runfolio.workflow.run.SuppliedArtifact;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import io.runfolio.workflow.template.WorkflowStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Executes the next step of a run: skips it, attempts it, or looks for a result that arrives later. */
final class StepTurn {
    /** Starts of one attempt whose process ended each time. */
    private static final int MAX_STARTS = 5;

    private static final Duration MIN_LOOK = Duration.ofSeconds(1);
    private static final Duration MAX_LOOK = Duration.ofSeconds(30);

    private final WorkflowParts parts;
    private final StepThreads threads;
    private final RunLedger ledger;
    private final StepEntries entries;
    private final StepFolders folders;
    private final ChildTurn children;
    private final LateResults late;

    StepTurn(WorkflowParts parts, StepThreads threads, RunLedger ledger) {
        this.parts = parts;
        this.threads = threads;
        this.ledger = ledger;
        this.entries = new StepEntries(parts, ledger);
        this.folders = new StepFolders(parts.store().layout());
        this.children = new ChildTurn(parts, ledger, entries);
        this.late = new LateResults(parts);
    }

    Next take(WorkflowStep step, StepProgress progress) {
        RunFold run = ledger.fold();
        SuppliedArtifact supplied = run.inputs().get(step.satisfyingField());
        if (supplied != null) {
            entries.skipped(step, supplied);
            return Next.AGAIN;
        }
        if (progress.state() == StepState.FAILED) {
            new EndTurn(parts, ledger)
                    .fail(
                            progress.error().path("code").asText(),
                            progress.error().path("message").asText(),
                            step.id());
            return Next.AGAIN;
        }
        Instant now = parts.clock().instant();
        if (progress.nextAt().filter(now::isBefore).isPresent()) {
            return Next.wait(Parking.until(
                    run, Parking.RETRY, progress.nextAt().get(), "The step " + step.id() + " is tried again."));
        }
        try {
            if (step.subWorkflow() != null) {
                return children.take(step, progress);
            }
            return progress.ticket().isPresent()
                    ? collect(step, progress, progress.ticket().get())
                    : attempt(step, progress);
        } catch (StepFailedException e) {
            entries.failed(step, e, List.of());
            return Next.AGAIN;
        }
    }

    private Next attempt(WorkflowStep step, StepProgress progress) {
        boolean isInterrupted = progress.state() == StepState.RUNNING;
        if (isInterrupted && progress.starts() >= MAX_STARTS) {
            throw new StepFailedException(
                    "step_interrupted",
                    "its process ended " + progress.starts() + " times while the step " + step.id()
                            + " ran: look for the cause in the log of the worker",
                    false);
        }
        int number = isInterrupted ? progress.attempt() : progress.attempt() + 1;
        int start = isInterrupted ? progress.starts() + 1 : 1;
        String runId = ledger.specification().runId();
        String folder = StepFolders.name(step.id(), ledger.fold().attempt(), number, start);
        StepRequest request = request(step, number, deadline(step), folders.of(runId, folder));
        StepEndpoint endpoint = endpoint(step);
        entries.started(step, request, folder);
        create(request.folder());
        StepAnswer answer = threads.execute(
                endpoint, request, () -> parts.store().requests().has(runId, RunRequests.CANCEL));
        return accept(step, request, answer);
    }

    private StepEndpoint endpoint(WorkflowStep step) {
        return parts.endpoints()
                .find(step.kind(), step.capabilityOrEmpty())
                .orElseThrow(() -> new StepFailedException(
                        "kind_not_served",
                        "no endpoint serves steps of kind " + step.kind() + ": set runfolio.workflow.kinds."
                                + step.kind(),
                        false));
    }

    /** Builds the request of an attempt; a failure to resolve it counts as a failed attempt. */
    private StepRequest request(WorkflowStep step, int number, Instant deadline, Path folder) {
        RunFold run = ledger.fold();
        return StepRequests.build(
                run.specification().runId(),
                step,
                run.specification().template(),
                Values.of(run),
                number,
                run.idempotencyKey(step.id()),
                deadline,
                folder);
    }

    private Instant deadline(WorkflowStep step) {
        Duration limit = parts.settings().limits(step.kind()).timeout();
        Duration own = step.timeoutSeconds() == null ? limit : Duration.ofSeconds(step.timeoutSeconds());
        return parts.clock().instant().plus(own.compareTo(limit) < 0 ? own : limit);
    }

    /** Returns the time at which a later result is given up. A person may make it, so it has a limit of its own. */
    private Instant waitDeadline(WorkflowStep step, StepRequest request) {
        return step.timeoutSeconds() == null
                ? parts.clock().instant().plus(parts.settings().waitTimeout())
                : request.deadline();
    }

    private static void create(Path folder) {
        try {
            DurableFiles.deleteTree(folder); // of a process that ended before the entry of its start was read
            StorageRoots.createFolders(folder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The work folder " + folder + " cannot be created");
        }
    }

    private Next collect(WorkflowStep step, StepProgress progress, String ticket) {
        RunFold run = ledger.fold();
        Instant now = parts.clock().instant();
        Instant deadline = progress.deadline().orElse(now);
        Path folder = folders.of(run.specification().runId(), progress.folder().orElse("unknown"));
        StepRequest request = request(step, progress.attempt(), deadline, folder);
        Optional<StepAnswer> answer =
                late.collect(request, ticket).or(() -> endpoint(step).collect(request, ticket));
        if (answer.isPresent()) {
            return accept(step, request, answer.get());
        }
        if (!now.isBefore(deadline)) {
            endpoint(step).cancel(request, ticket);
            throw new StepFailedException(
                    "step_timeout",
                    "the result " + ticket + " did not arrive until " + deadline
                            + ": set a longer runfolio.workflow.wait-timeout, or timeoutSeconds of the step",
                    true);
        }
        return Next.wait(Parking.looking(
                run, Parking.TICKET, now, MIN_LOOK, MAX_LOOK, "The result " + ticket + " of " + step.id() + "."));
    }

    private Next accept(WorkflowStep step, StepRequest request, StepAnswer given) {
        if (given.isLater()) {
            entries.waiting(step, given.ticket(), waitDeadline(step, request));
            return Next.AGAIN;
        }
        folders.keep(request, given.files());
        StepAnswer answer;
        try {
            answer = AnswerChecks.check(step, given, Values.of(ledger.fold()));
        } catch (StepFailedException e) {
            // what it has cost counts, although the answer is of no use
            entries.failed(step, e, Costs.of(step, ledger.specification().template(), given, parts.rates()));
            return Next.AGAIN;
        }
        ObjectNode slot = StepSlots.of(answer);
        refuseTooLarge(slot);
        List<StepCost> costs = Costs.of(step, ledger.specification().template(), answer, parts.rates());
        entries.completed(step, slot, answer.checks(), costs);
        return Next.AGAIN;
    }

    private void refuseTooLarge(ObjectNode slot) {
        int max = parts.settings().maxAnswerBytes();
        int length = slot.toString().length();
        if (length > max) {
            throw new StepFailedException(
                    "answer_too_large",
                    "the answer has " + length + " characters and may have " + max
                            + " (runfolio.workflow.max-answer-bytes): put large results into files",
                    false);
        }
    }
}

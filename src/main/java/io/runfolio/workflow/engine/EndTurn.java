package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.DurableFiles;
import io.runfolio.workflow.content.CompletedRunEvent;
import io.runfolio.workflow.content.EmittedFiles;
import io.runfolio.workflow.content.RunOutcome;
import io.runfolio.workflow.engine.RunAdvance.Next;
import io.runfolio.workflow.run.ArtifactSource.Bundled;
import io.runfolio.workflow.run.EntryTypes;
import io.runfolio.workflow.run.RunFold;
import io.runfolio.workflow.run.RunLedger;
import io.runfolio.workflow.run.RunLedger.Draft;
import io.runfolio.workflow.run.RunRequests;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.SuppliedArtifact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends a run by its event in the inbox. The identity of the event follows from the run and its attempt, so a repeated
 * one makes no second bundle. The run is over when the bundle is durable.
 */
final class EndTurn {
    private static final Duration MIN_LOOK = Duration.ofMillis(500);
    private static final Duration MAX_LOOK = Duration.ofSeconds(10);

    private final WorkflowParts parts;
    private final RunLedger ledger;

    EndTurn(WorkflowParts parts, RunLedger ledger) {
        this.parts = parts;
        this.ledger = ledger;
    }

    /** @param step the failed step; null if none has failed */
    void fail(String code, String message, String step) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("code", code);
        data.put("message", SecretText.masked(message));
        data.put("step", step);
        ledger.append(EntryTypes.RUN_FAILED, data);
    }

    /**
     * Submits the event of the present attempt and looks for its bundle.
     *
     * @param state state that the event has
     * @return what the run does next; empty if the bundle is recorded
     */
    Optional<Next> bundle(RunState state) {
        RunFold run = ledger.fold();
        return bundle(RunEvent.ofEnd(run, state));
    }

    /** Submits an event and looks for its bundle; returns empty if the bundle is recorded. */
    Optional<Next> bundle(RunEvent event) {
        RunFold run = ledger.fold();
        String eventId = event.id();
        if (run.bundled(eventId).isPresent()) {
            return Optional.empty();
        }
        if (!run.isSubmitted(eventId)) {
            submit(event);
            return Optional.of(Next.AGAIN);
        }
        Optional<Bundled> bundled = parts.artifacts().bundled(eventId);
        if (bundled.isPresent()) {
            record(event, bundled.get());
            return Optional.of(Next.AGAIN);
        }
        Optional<String> refused = parts.artifacts().refused(eventId);
        if (refused.isPresent()) {
            fail(event.codeOfRefusal(), "the event " + eventId + " was refused: " + refused.get(), event.step());
            return Optional.of(Next.AGAIN);
        }
        return Optional.of(Next.wait(Parking.looking(
                run,
                Parking.BUNDLING,
                parts.clock().instant(),
                MIN_LOOK,
                MAX_LOOK,
                "The event " + eventId + " is being bundled.")));
    }

    private void submit(RunEvent event) {
        RunOutcome outcome = event.outcome().get();
        if (outcome.state() == RunState.COMPLETED) {
            Optional<String> problem = CompletedRunEvent.problem(outcome);
            if (problem.isPresent()) {
                fail("no_artifact", problem.get(), event.step());
                return;
            }
        }
        if (parts.artifacts().bundled(event.id()).isEmpty()) {
            RunOutcome brought = EmittedFiles.bring(
                    outcome, parts.store().layout().work(ledger.specification().runId()));
            byte[] bytes = CompletedRunEvent.build(brought, event.id());
            parts.events().submit(bytes, event.id().replace(':', '-') + ".json");
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("eventId", event.id());
        data.put("state", outcome.state().jsonName());
        ledger.append(EntryTypes.RUN_SUBMITTED, data);
    }

    private void record(RunEvent event, Bundled bundled) {
        List<Draft> drafts = new ArrayList<>();
        ObjectNode end = JsonNodeFactory.instance.objectNode();
        end.put("eventId", event.id());
        end.put("bundleRunId", bundled.runId());
        end.put("runPath", bundled.runPath());
        end.putArray("artifactIds");
        for (SuppliedArtifact artifact : bundled.artifacts()) {
            end.withArray("artifactIds").add(artifact.id());
            if (!ledger.fold().hasArtifact(artifact.id())) {
                ObjectNode data = JsonNodeFactory.instance.objectNode();
                data.put("step", event.step());
                data.put("artifactId", artifact.id());
                data.put("artifactClass", artifact.artifactClass());
                data.put("artifactType", artifact.artifactType());
                data.put("bundleRunId", bundled.runId());
                drafts.add(new Draft(EntryTypes.ARTIFACT_CREATED, data));
            }
        }
        drafts.add(new Draft(EntryTypes.RUN_BUNDLED, end));
        ledger.append(drafts);
    }

    /** Does what is left after a run has ended: its bundle, a retry, the files. */
    Next close() {
        RunFold run = ledger.fold();
        // one that came too late
        parts.store().requests().delete(run.specification().runId(), RunRequests.CANCEL);
        wakeParent(run);
        if (!run.isClosed()) {
            if (run.state() == RunState.CANCELLED && !run.isSubmitted(run.eventId())) {
                new Cancellation(parts, ledger).cancelLateResults();
            }
            Optional<Next> bundling = bundle(run.state());
            if (bundling.isPresent()) {
                return bundling.get();
            }
        }
        if (retry()) {
            return Next.AGAIN;
        }
        if (run.state() != RunState.FAILED) {
            // a failed run may be retried, and then needs the files of the steps before
            DurableFiles.tryDeleteTree(
                    parts.store().layout().work(run.specification().runId()));
        }
        return Next.OVER;
    }

    private void wakeParent(RunFold run) {
        run.specification()
                .parent()
                .ifPresent(parent -> parts.store().requests().wake(parent.runId()));
    }

    /** Applies a request to retry this attempt; one for an earlier attempt has been applied already. */
    boolean retry() {
        RunFold run = ledger.fold();
        String runId = run.specification().runId();
        RunRequests requests = parts.store().requests();
        var request = requests.find(runId, RunRequests.RETRY);
        if (request.isEmpty()) {
            return false;
        }
        boolean isMeant =
                run.state() == RunState.FAILED && request.get().path("attempt").asInt(0) == run.attempt();
        if (isMeant) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("attempt", run.attempt() + 1);
            data.put("fromStep", request.get().path("fromStep").asText());
            data.put("by", request.get().path("by").textValue());
            ledger.append(EntryTypes.RUN_RETRIED, data);
        }
        requests.delete(runId, RunRequests.RETRY);
        return isMeant;
    }

    /** Returns the time that an event names as the end: the same at each build. */
    static Instant endOf(RunFold run) {
        return run.completedAt().orElseGet(() -> run.steps().stream()
                .flatMap(step -> step.completedAt().stream())
                .max(Instant::compareTo)
                .orElse(run.lastAt()));
    }
}

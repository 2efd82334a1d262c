package io.runfolio.api.resource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.run.LedgerEntry;
import io.runfolio.workflow.run.RunService;
import io.runfolio.workflow.run.RunState;
import io.runfolio.workflow.run.StartRefusedException;
import io.runfolio.workflow.run.StartRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Workflow runs in memory, whose ledgers are written by tests. Runs of the template {@code costly} are too expensive.
 */
final class MemoryRuns implements RunService {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Calls of {@link #entries}: what is read from the ledgers. */
    int reads;

    final List<String> woken = new ArrayList<>();
    final List<ObjectNode> answers = new ArrayList<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();

    private static final class Run {
        private final StartRequest request;
        private final List<LedgerEntry> ledger = new ArrayList<>();
        private RunState state = RunState.QUEUED;

        private Run(StartRequest request) {
            this.request = request;
        }
    }

    /** Writes an entry and sets the state of a run. */
    synchronized void write(String id, RunState state, String type, ObjectNode data) {
        Run run = run(id);
        run.state = state;
        run.ledger.add(new LedgerEntry(run.ledger.size() + 1L, Instant.EPOCH, type, data));
    }

    void write(String id, RunState state, String type) {
        write(id, state, type, JSON.createObjectNode());
    }

    @Override
    public synchronized ObjectNode start(StartRequest request) {
        if (request.templateId().equals("costly")) {
            throw new StartRefusedException(402, "over_budget", List.of("The estimate of 4 USD exceeds 1 USD."));
        }
        if (!request.intake().has("prompt")) {
            throw new StartRefusedException(
                    422, "intake_invalid", List.of("intake.prompt is required", "intake.style is required"));
        }
        String id = String.format("run-%016x", runs.size() + 1);
        runs.put(id, new Run(request));
        write(id, RunState.QUEUED, "run.queued");
        return json(id);
    }

    @Override
    public synchronized Optional<ObjectNode> find(String runId) {
        return runs.containsKey(runId) ? Optional.of(json(runId)) : Optional.empty();
    }

    @Override
    public synchronized List<ObjectNode> list(Optional<RunState> state, int limit) {
        List<ObjectNode> found = new ArrayList<>();
        runs.forEach((id, run) -> {
            if (state.isEmpty() || state.get() == run.state) {
                found.add(0, json(id));
            }
        });
        return found.stream().limit(limit).toList();
    }

    @Override
    public synchronized List<LedgerEntry> entries(String runId, long after) {
        reads++;
        return run(runId).ledger.stream().filter(entry -> entry.seq() > after).toList();
    }

    @Override
    public synchronized ObjectNode cancel(String runId, String caller) {
        write(
                runId,
                RunState.CANCELLED,
                "run.cancelled",
                JSON.createObjectNode().put("by", caller));
        return json(runId);
    }

    @Override
    public synchronized ObjectNode retry(String runId, Optional<String> fromStep, String caller) {
        if (run(runId).state != RunState.FAILED) {
            throw new StartRefusedException(409, "run_not_failed", List.of("The run has not failed."));
        }
        write(runId, RunState.QUEUED, "run.retried", JSON.createObjectNode().put("fromStep", fromStep.orElse("draw")));
        return json(runId);
    }

    @Override
    public synchronized ObjectNode answer(
            String runId, String stepId, Optional<String> ticket, ObjectNode answer, String caller) {
        answers.add(answer.deepCopy().put("ticket", ticket.orElse(null)).put("step", stepId));
        return json(runId);
    }

    @Override
    public synchronized void wakeForDecision(String artifactId) {
        woken.add(artifactId);
    }

    private Run run(String id) {
        return Optional.ofNullable(runs.get(id))
                .orElseThrow(
                        () -> new StartRefusedException(404, "run_not_found", List.of("No workflow run has this id.")));
    }

    private ObjectNode json(String id) {
        Run run = run(id);
        ObjectNode json = JSON.createObjectNode();
        json.put("id", id).put("state", run.state.jsonName()).put("status", run.state.jsonName());
        json.put("templateId", run.request.templateId());
        json.put("templateVersion", run.request.templateVersion().orElse("1"));
        json.set("intake", run.request.intake());
        json.putObject("inputs");
        json.put("queuedAt", "2026-03-26T21:45:12." + id.substring(17) + "Z");
        json.putArray("childRunIds").add("run-00000000000000aa");
        json.putArray("artifactIds").add("artifact-00000000000000bb");
        json.put("lastEventId", run.ledger.size());
        return json;
    }
}

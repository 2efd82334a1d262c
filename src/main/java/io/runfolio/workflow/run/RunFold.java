package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.template.WorkflowStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * State of a run: the fold of its specification and the entries of its ledger, in order. It depends on nothing else.
 * Not safe for use by several threads.
 */
public final class RunFold {
    /** Code of a failure: the event of the run's end was refused. */
    public static final String RESULT_REFUSED = "result_refused";

    private final RunSpecification specification;
    private final Map<String, StepProgress> steps = new LinkedHashMap<>();
    private final Map<String, String> gates = new HashMap<>();
    private final List<JsonNode> artifacts = new ArrayList<>();
    private final List<String> bundleRunIds = new ArrayList<>();
    private final Set<String> childRunIds = new LinkedHashSet<>();
    private final List<JsonNode> costs = new ArrayList<>();
    private final Set<String> submitted = new LinkedHashSet<>();
    private final Map<String, JsonNode> bundled = new LinkedHashMap<>();

    private RunState state;
    private long lastSeq;
    private int attempt;
    private ObjectNode intake;
    private Map<String, SuppliedArtifact> inputs;
    private Instant startedAt;
    private Instant firstArtifactAt;
    private Instant completedAt;
    private Instant finalArtifactAt;
    private JsonNode error;
    private JsonNode gate;
    private String ignoredDecision;
    private Instant lastAt;

    public RunFold(RunSpecification specification) {
        this.specification = specification;
        reset();
    }

    /** Returns the state after some entries. */
    public static RunFold of(RunSpecification specification, List<LedgerEntry> entries) {
        RunFold fold = new RunFold(specification);
        entries.forEach(fold::apply);
        return fold;
    }

    void reset() {
        state = RunState.QUEUED;
        lastSeq = 0;
        attempt = 1;
        intake = specification.intake();
        inputs = specification.inputs();
        startedAt = null;
        firstArtifactAt = null;
        completedAt = null;
        finalArtifactAt = null;
        lastAt = specification.queuedAt();
        artifacts.clear();
        bundleRunIds.clear();
        childRunIds.clear();
        costs.clear();
        submitted.clear();
        bundled.clear();
        steps.clear();
        clearFrom(0);
    }

    /** Begins an attempt: the results of the steps from a position on are gone. */
    private void clearFrom(int position) {
        List<WorkflowStep> all = specification.template().steps();
        for (int i = position; i < all.size(); i++) {
            steps.put(all.get(i).id(), new StepProgress(all.get(i).id()));
        }
        gates.clear();
        error = MissingNode.getInstance();
        gate = MissingNode.getInstance();
        ignoredDecision = null;
        completedAt = null;
    }

    /** Applies the next entry. Entries of unknown types change nothing. */
    void apply(LedgerEntry entry) {
        lastSeq = entry.seq();
        lastAt = entry.at();
        JsonNode data = entry.data();
        switch (entry.type()) {
            case EntryTypes.RUN_STARTED -> run(entry);
            case EntryTypes.RUN_ATTEMPT -> nextAttempt(data);
            case EntryTypes.RUN_RETRIED -> retry(data.path("fromStep").asText());
            case EntryTypes.RUN_SUBMITTED -> submitted.add(data.path("eventId").asText());
            case EntryTypes.RUN_BUNDLED -> bundle(data);
            case EntryTypes.ARTIFACT_CREATED -> artifact(entry);
            case EntryTypes.RUN_REVIEW -> state = RunState.REVIEW;
            case EntryTypes.RUN_COMPLETED -> end(RunState.COMPLETED, entry);
            case EntryTypes.RUN_CANCELLED -> end(RunState.CANCELLED, entry);
            case EntryTypes.RUN_FAILED -> {
                end(RunState.FAILED, entry);
                error = data;
            }
            case EntryTypes.GATE_WAITING -> gate = data;
            case EntryTypes.GATE_IGNORED ->
                ignoredDecision = data.path("decision").textValue();
            case EntryTypes.GATE_PASSED, EntryTypes.GATE_FAILED -> decide(entry);
            case EntryTypes.STEP_STARTED,
                    EntryTypes.STEP_WAITING,
                    EntryTypes.STEP_COMPLETED,
                    EntryTypes.STEP_FAILED,
                    EntryTypes.STEP_SKIPPED,
                    EntryTypes.CHILD_STARTED -> step(entry);
            default -> lastSeq = entry.seq();
        }
    }

    private void run(LedgerEntry entry) {
        state = RunState.RUNNING;
        startedAt = startedAt == null ? entry.at() : startedAt;
    }

    private void nextAttempt(JsonNode data) {
        attempt++;
        intake = data.path("intake").isObject() ? (ObjectNode) data.path("intake") : intake;
        inputs = data.path("inputs").isObject() ? RunSpecification.inputsOf(data.path("inputs")) : inputs;
        clearFrom(0);
        state = RunState.RUNNING;
    }

    private void retry(String fromStep) {
        attempt++;
        clearFrom(Math.max(0, positionOf(fromStep)));
        state = RunState.QUEUED;
    }

    private int positionOf(String stepId) {
        List<WorkflowStep> all = specification.template().steps();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(stepId)) {
                return i;
            }
        }
        return -1;
    }

    private void bundle(JsonNode data) {
        bundled.put(data.path("eventId").asText(), data);
        String bundleRunId = data.path("bundleRunId").textValue();
        if (bundleRunId != null && !bundleRunIds.contains(bundleRunId)) {
            bundleRunIds.add(bundleRunId);
        }
    }

    private void artifact(LedgerEntry entry) {
        artifacts.add(entry.data());
        firstArtifactAt = firstArtifactAt == null ? entry.at() : firstArtifactAt;
        finalArtifactAt = entry.at();
        StepProgress step = steps.get(entry.data().path("step").asText());
        if (step != null) {
            step.setArtifactId(entry.data().path("artifactId").textValue());
        }
    }

    private void end(RunState end, LedgerEntry entry) {
        state = end;
        completedAt = entry.at();
        gate = MissingNode.getInstance();
    }

    private void decide(LedgerEntry entry) {
        String id = entry.data().path("gate").asText();
        gates.put(id, entry.type());
        gate = MissingNode.getInstance();
        state = state == RunState.REVIEW ? RunState.RUNNING : state;
    }

    private void step(LedgerEntry entry) {
        StepProgress step = steps.get(entry.data().path("step").asText());
        if (step == null) {
            return; // of another version of the template; the specification never changes
        }
        state = RunState.RUNNING;
        step.apply(entry);
        step.childRunId().ifPresent(childRunIds::add);
        entry.data().path("costs").forEach(costs::add);
    }

    /** Returns what the run is to do. */
    public RunSpecification specification() {
        return specification;
    }

    public RunState state() {
        return state;
    }

    /** Returns the position of the last entry; 0 without entries. */
    public long lastSeq() {
        return lastSeq;
    }

    /** Returns the time of the last entry; without entries that of the start. */
    public Instant lastAt() {
        return lastAt;
    }

    /**
     * Returns the number of the attempt at the whole run. A retry and a requested change begin the next one, and it
     * distinguishes their side effects; a kill and another attempt at one step do not change it.
     */
    public int attempt() {
        return attempt;
    }

    /** Returns the inputs of the present attempt. */
    public ObjectNode intake() {
        return intake;
    }

    /** Returns the supplied artifacts of the present attempt by field. */
    public Map<String, SuppliedArtifact> inputs() {
        return inputs;
    }

    /** Returns the steps in their order. */
    public List<StepProgress> steps() {
        return specification.template().steps().stream()
                .map(step -> steps.get(step.id()))
                .toList();
    }

    /** Returns a step of the template. */
    public StepProgress step(String stepId) {
        return steps.get(stepId);
    }

    /** Returns the state of a step for readers: one that had not ended when its run did is skipped. */
    public StepState stateOf(StepProgress step) {
        boolean isOpen = step.state() == StepState.PENDING || step.state() == StepState.RUNNING;
        return isOpen && state.isEnd() ? StepState.SKIPPED : step.state();
    }

    /** Returns whether a gate has passed in the present attempt. */
    public boolean hasPassed(String gateId) {
        return EntryTypes.GATE_PASSED.equals(gates.get(gateId));
    }

    /** Returns the gate that waits for a decision; a missing node if absent. */
    public JsonNode gate() {
        return gate;
    }

    /** Returns the digest of a decision that had no effect, such as one with an invalid intake. */
    public Optional<String> ignoredDecision() {
        return Optional.ofNullable(ignoredDecision);
    }

    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    public Optional<Instant> firstArtifactAt() {
        return Optional.ofNullable(firstArtifactAt);
    }

    /** Returns the time at which the last artifact became available. */
    public Optional<Instant> finalArtifactAt() {
        return Optional.ofNullable(finalArtifactAt);
    }

    public Optional<Instant> completedAt() {
        return Optional.ofNullable(completedAt);
    }

    /** Returns code, message and step of the failure; a missing node if absent. */
    public JsonNode error() {
        return error;
    }

    /** Returns the artifacts of all bundles, each with {@code artifactId}, class and type, oldest first. */
    public List<JsonNode> artifacts() {
        return List.copyOf(artifacts);
    }

    /** Returns whether an artifact is recorded. */
    public boolean hasArtifact(String artifactId) {
        return artifacts.stream()
                .anyMatch(one -> one.path("artifactId").asText().equals(artifactId));
    }

    /** Returns the first artifact of the last bundle that has any. */
    public Optional<String> artifactId() {
        return bundled.values().stream()
                .map(bundle -> bundle.path("artifactIds").path(0).textValue())
                .filter(Objects::nonNull)
                .reduce((one, next) -> next);
    }

    /** Returns the first artifact of the bundle that ends the present attempt. */
    public Optional<String> endArtifactId() {
        return bundled(eventId())
                .map(bundle -> bundle.path("artifactIds").path(0).textValue());
    }

    public List<String> bundleRunIds() {
        return List.copyOf(bundleRunIds);
    }

    public List<String> childRunIds() {
        return List.copyOf(childRunIds);
    }

    /** Returns the cost ledger of all attempts. */
    public List<JsonNode> costs() {
        return List.copyOf(costs);
    }

    /** Returns whether an event of the run was submitted. */
    public boolean isSubmitted(String eventId) {
        return submitted.contains(eventId);
    }

    /** Returns the bundle of an event: {@code bundleRunId} and {@code artifactIds}. */
    public Optional<JsonNode> bundled(String eventId) {
        return Optional.ofNullable(bundled.get(eventId));
    }

    /** Returns whether the event that ends the present attempt has its bundle, or can never have one. */
    public boolean isClosed() {
        return bundled.containsKey(eventId())
                || RESULT_REFUSED.equals(error.path("code").asText());
    }

    /** Returns the identity of the event that ends the present attempt. */
    public String eventId() {
        return attempt == 1 ? specification.runId() : specification.runId() + ":" + attempt;
    }

    /** Returns the idempotency key of a step's side effects. */
    public String idempotencyKey(String stepId) {
        return specification.runId() + ":" + stepId + ":" + attempt;
    }
}

package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.Optional;

/** Progress of one step in a run's present attempt, as the ledger has it. Not safe for use by several threads. */
public final class StepProgress {
    private final String id;
    private StepState state = StepState.PENDING;
    private int attempt;
    private int starts;
    private Instant startedAt;
    private Instant completedAt;
    private Instant nextAt;
    private JsonNode output = MissingNode.getInstance();
    private JsonNode checks = MissingNode.getInstance();
    private JsonNode costs = MissingNode.getInstance();
    private JsonNode error = MissingNode.getInstance();
    private JsonNode request = MissingNode.getInstance();
    private String folder;
    private String artifactId;
    private String childRunId;
    private String ticket;
    private Instant deadline;

    StepProgress(String id) {
        this.id = id;
    }

    /** Applies an entry about this step. */
    void apply(LedgerEntry entry) {
        JsonNode data = entry.data();
        switch (entry.type()) {
            case EntryTypes.STEP_STARTED -> start(entry);
            case EntryTypes.CHILD_STARTED -> {
                running(entry);
                childRunId = data.path("childRunId").textValue();
            }
            case EntryTypes.STEP_WAITING -> {
                ticket = data.path("ticket").textValue();
                deadline = instant(data.path("deadline"));
            }
            case EntryTypes.STEP_COMPLETED -> {
                finish(entry, StepState.COMPLETED);
                checks = data.path("checks");
                costs = data.path("costs");
            }
            case EntryTypes.STEP_SKIPPED -> finish(entry, StepState.SKIPPED);
            case EntryTypes.STEP_FAILED -> fail(entry);
            default -> throw new IllegalArgumentException("The entry " + entry.type() + " is not about a step.");
        }
    }

    private void start(LedgerEntry entry) {
        int number = entry.data().path("attempt").asInt(1);
        starts = number == attempt ? starts + 1 : 1;
        attempt = number;
        running(entry);
        request = entry.data().path("inputs");
        folder = entry.data().path("folder").textValue();
        deadline = instant(entry.data().path("deadline"));
        ticket = null;
        nextAt = null;
    }

    private void running(LedgerEntry entry) {
        state = StepState.RUNNING;
        startedAt = startedAt == null ? entry.at() : startedAt;
        completedAt = null;
    }

    private void finish(LedgerEntry entry, StepState end) {
        state = end;
        startedAt = startedAt == null ? entry.at() : startedAt;
        completedAt = entry.at();
        output = entry.data().path("output");
        error = MissingNode.getInstance();
        ticket = null;
        nextAt = null;
        artifactId =
                Optional.ofNullable(entry.data().path("artifactId").textValue()).orElse(artifactId);
    }

    private void fail(LedgerEntry entry) {
        JsonNode data = entry.data();
        startedAt = startedAt == null ? entry.at() : startedAt;
        attempt = Math.max(attempt, data.path("attempt").asInt(0));
        error = data;
        ticket = null;
        if (data.path("willRetry").asBoolean()) {
            state = StepState.PENDING;
            nextAt = instant(data.path("nextAt"));
        } else {
            state = StepState.FAILED;
            completedAt = entry.at();
            nextAt = null;
        }
    }

    private static Instant instant(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.textValue()) : null;
    }

    void setArtifactId(String artifactId) {
        this.artifactId = artifactId;
    }

    /** Returns the id of the step. */
    public String id() {
        return id;
    }

    public StepState state() {
        return state;
    }

    /** Returns whether the next step may begin. */
    public boolean isDone() {
        return state == StepState.COMPLETED || state == StepState.SKIPPED;
    }

    /** Returns the number of the last attempt; 0 before the first. */
    public int attempt() {
        return attempt;
    }

    /** Returns how often the last attempt was started: more than once if its process ended. */
    public int starts() {
        return starts;
    }

    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    public Optional<Instant> completedAt() {
        return Optional.ofNullable(completedAt);
    }

    /** Returns the time of the next attempt; empty if none is planned. */
    public Optional<Instant> nextAt() {
        return Optional.ofNullable(nextAt);
    }

    /** Returns the time at which the attempt is given up. */
    public Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** Returns the output slot; a missing node before the step is done. */
    public JsonNode output() {
        return output;
    }

    /** Returns the results of its checks; a missing node if absent. */
    public JsonNode checks() {
        return checks;
    }

    /** Returns its entries of the cost ledger; a missing node if absent. */
    public JsonNode costs() {
        return costs;
    }

    /** Returns code, message and time of the last failure; a missing node if absent. */
    public JsonNode error() {
        return error;
    }

    /** Returns the resolved prompt, model and parameters of the last attempt; a missing node if absent. */
    public JsonNode request() {
        return request;
    }

    /** Returns the folder of the last attempt below the work folder of the run. */
    public Optional<String> folder() {
        return Optional.ofNullable(folder);
    }

    /** Returns the artifact that the step made or that was supplied. */
    public Optional<String> artifactId() {
        return Optional.ofNullable(artifactId);
    }

    public Optional<String> childRunId() {
        return Optional.ofNullable(childRunId);
    }

    /** Returns the ticket of a result that arrives later. */
    public Optional<String> ticket() {
        return Optional.ofNullable(ticket);
    }
}

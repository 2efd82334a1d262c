package io.runfolio.workflow.run;

/** Types of the entries of a run's ledger; {@code docs/workflows.md} lists their fields. */
public final class EntryTypes {
    public static final String RUN_QUEUED = "run.queued";
    public static final String RUN_STARTED = "run.started";
    public static final String RUN_ATTEMPT = "run.attempt";
    public static final String RUN_RETRIED = "run.retried";
    public static final String RUN_SUBMITTED = "run.submitted";
    public static final String RUN_BUNDLED = "run.bundled";
    public static final String RUN_REVIEW = "run.review";
    public static final String RUN_COMPLETED = "run.completed";
    public static final String RUN_FAILED = "run.failed";
    public static final String RUN_CANCELLED = "run.cancelled";
    public static final String STEP_STARTED = "step.started";
    public static final String STEP_WAITING = "step.waiting";
    public static final String STEP_COMPLETED = "step.completed";
    public static final String STEP_FAILED = "step.failed";
    public static final String STEP_SKIPPED = "step.skipped";
    public static final String CHILD_STARTED = "child.started";
    public static final String COST = "cost";
    public static final String GATE_WAITING = "gate.waiting";
    public static final String GATE_PASSED = "gate.passed";
    public static final String GATE_FAILED = "gate.failed";
    public static final String GATE_IGNORED = "gate.ignored";
    public static final String ARTIFACT_CREATED = "artifact.created";

    private EntryTypes() {}
}

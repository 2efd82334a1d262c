package io.runfolio.cli.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.workflow.run.RunService;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Set;

/** Waits for the end of a run, and shows its progress. */
final class RunWait {
    private static final long POLL_MILLIS = 500;
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");

    private final RunService runs;
    private final RunProgress progress;

    RunWait(RunService runs, RunProgress progress) {
        this.runs = runs;
        this.progress = progress;
    }

    /** Returns the run once it has ended, or a gate waits for a decision. */
    ObjectNode await(ObjectNode started) {
        ObjectNode run = started;
        String id = run.path("id").asText();
        progress.show(run, Instant.now());
        while (!isOver(run)) {
            pause(id);
            run = WorkflowAccess.find(runs, id);
            progress.show(run, Instant.now());
        }
        return run;
    }

    /** Waits until a worker that is busy with a run has applied a request, and has written the entry of it. */
    static void awaitEntry(RunService runs, String id, long after, String type) {
        while (runs.entries(id, after).stream().noneMatch(entry -> entry.type().equals(type))) {
            pause(id);
        }
    }

    private static void pause(String id) {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw new InterruptedRunException("Stopped while " + id + " was waited for", e);
        }
    }

    private static boolean isOver(ObjectNode run) {
        String state = run.path("state").asText();
        return ENDS.contains(state) || state.equals("review");
    }

    /** Returns the exit code of a state: 0 completed, 3 failed or cancelled, 4 waiting for a decision. */
    static int exitCode(ObjectNode run) {
        return switch (run.path("state").asText()) {
            case "failed", "cancelled" -> ExitCode.REFUSED;
            case "review" -> ExitCode.NOT_READY;
            default -> ExitCode.OK;
        };
    }

    /** Explains why a run did not complete. */
    static void explain(ObjectNode run, PrintWriter err) {
        String id = run.path("id").asText();
        switch (run.path("state").asText()) {
            case "failed" ->
                err.println("runfolio: " + id + " failed: "
                        + Terminal.printable(run.path("error").path("message").asText())
                        + "; `runfolio workflow retry " + id + "` tries it again");
            case "cancelled" -> err.println("runfolio: " + id + " was cancelled");
            case "review" ->
                err.println("runfolio: " + id + " waits for a decision: `runfolio approve "
                        + run.path("gate").path("artifactId").asText() + "`, `reject` or `request-changes`");
            default -> err.flush();
        }
    }
}

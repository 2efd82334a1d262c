package io.runfolio.workflow.run;

import io.runfolio.files.LineScanner;
import io.runfolio.files.RunfolioException;
import io.runfolio.run.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Audits the folder of workflow runs: damaged records, and runs that were lost on their way to an end. Reads only. */
public final class RunsAudit {
    /** Code of a leftover that nothing is lost by: files of a run that has ended. */
    public static final String WORK_LEFT = "run_work_left";

    private static final String UNREADABLE = "run_unreadable";

    private final RunsLayout layout;
    private final RunReader reader;
    private final Set<String> queued;
    private final Set<String> bundles;
    private final List<Finding> findings = new ArrayList<>();

    private RunsAudit(Path runs, Set<String> queued, Set<String> bundles) {
        this.layout = new RunsLayout(runs);
        this.reader = new RunReader(layout);
        this.queued = queued;
        this.bundles = bundles;
    }

    /**
     * Returns the problems of the runs in a folder; a missing one has none.
     *
     * @param queued file names of the events in the queue of runs
     * @param bundles run ids of the visible bundles
     */
    public static List<Finding> check(Path runs, Set<String> queued, Set<String> bundles) {
        RunsAudit audit = new RunsAudit(runs, queued, bundles);
        audit.reader.all().forEach(audit::run);
        return List.copyOf(audit.findings);
    }

    private void run(String runId) {
        try {
            Optional<RunSpecification> specification = reader.specification(runId);
            if (specification.isEmpty()) {
                incomplete(runId);
                return;
            }
            List<LedgerEntry> entries = reader.entries(runId, 0);
            if (entries.size() < wholeLines(runId)) {
                found(UNREADABLE, layout.ledger(runId), "An entry in the middle is damaged: restore it from a backup");
                return;
            }
            state(runId, RunFold.of(specification.get(), entries));
        } catch (RunfolioException e) {
            found(UNREADABLE, layout.run(runId), e.getMessage());
        } catch (IOException e) {
            found(UNREADABLE, layout.ledger(runId), "The ledger cannot be read: " + e.getMessage());
        }
    }

    /** A run without specification was never accepted, unless it has a ledger. */
    private void incomplete(String runId) {
        if (Files.exists(layout.ledger(runId))) {
            found(UNREADABLE, layout.run(runId), "The run has a ledger and no specification: restore it from a backup");
        }
    }

    private long wholeLines(String runId) throws IOException {
        Path file = layout.ledger(runId);
        if (!Files.exists(file)) {
            return 0;
        }
        long[] lines = {0};
        try (InputStream in = Files.newInputStream(file)) {
            LineScanner.scan(in, 0, (offset, line) -> lines[0]++);
        }
        return lines[0];
    }

    private void state(String runId, RunFold run) {
        boolean isQueued = queued.contains(runId + ".json");
        run.bundleRunIds().stream()
                .filter(bundle -> !bundles.contains(bundle))
                .forEach(bundle -> found("run_bundle_missing", layout.run(runId), "The bundle " + bundle + " is gone"));
        if (isQueued) {
            return;
        }
        if (!run.state().isEnd()) {
            found(
                    "run_not_queued",
                    layout.run(runId),
                    "The run is " + run.state().jsonName() + " and not in the queue: a worker queues it at its start");
        } else if (!run.isClosed()) {
            found(
                    "run_without_bundle",
                    layout.run(runId),
                    "The run has ended without a bundle and is not in the queue: a worker queues it at its start");
        } else if (run.state() != RunState.FAILED && Files.exists(layout.work(runId))) {
            found(WORK_LEFT, layout.work(runId), "The work folder of an ended run was left behind: it can be deleted");
        }
    }

    private void found(String code, Path path, String message) {
        findings.add(new Finding(code, path.toString(), message));
    }
}

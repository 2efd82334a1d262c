package io.runfolio.cli.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio workflow retry}. */
@Command(
        name = "retry",
        description = "Retries a failed workflow run from its failed step.",
        mixinStandardHelpOptions = true)
final class WorkflowRetryCommand extends RunCommand {
    @Parameters(paramLabel = "RUN", description = "Id of the run, or a unique prefix.")
    private String run;

    @Option(names = "--from", paramLabel = "STEP", description = "Step to begin with; default: the failed one.")
    private String from;

    @Option(names = "--wait", description = "Show the steps until the run ends, as `runfolio workflow start` does.")
    private boolean wait;

    @Override
    public Integer call() {
        return WorkflowAccess.write(options.read(), runs -> {
            ObjectNode failed = WorkflowAccess.find(runs, run);
            String id = failed.path("id").asText();
            ObjectNode retried = runs.retry(id, Optional.ofNullable(from), by);
            if (wait) {
                RunWait.awaitEntry(runs, id, failed.path("lastEventId").asLong(), "run.retried");
                retried = WorkflowAccess.find(runs, id);
            }
            return report(runs, retried, wait);
        });
    }
}

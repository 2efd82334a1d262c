package io.runfolio.cli.workflow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code runfolio workflow cancel}. */
@Command(
        name = "cancel",
        description = "Cancels a workflow run and its child runs; a worker ends its running step.",
        mixinStandardHelpOptions = true)
final class WorkflowCancelCommand extends RunCommand {
    @Parameters(paramLabel = "RUN", description = "Id of the run, or a unique prefix.")
    private String run;

    @Override
    public Integer call() {
        return WorkflowAccess.write(
                options.read(),
                runs -> report(
                        runs,
                        runs.cancel(WorkflowAccess.find(runs, run).path("id").asText(), by),
                        false));
    }
}

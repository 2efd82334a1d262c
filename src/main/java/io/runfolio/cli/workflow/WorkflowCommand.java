package io.runfolio.cli.workflow;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runfolio workflow}. */
@Command(
        name = "workflow",
        description = "Lists and checks templates; starts, shows, cancels and retries workflow runs.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            WorkflowListCommand.class,
            WorkflowCheckCommand.class,
            WorkflowStartCommand.class,
            WorkflowShowCommand.class,
            WorkflowCancelCommand.class,
            WorkflowRetryCommand.class
        })
public final class WorkflowCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(
                command.commandLine(),
                "Say what to do: `runfolio workflow list`, `check`, `start TEMPLATE`, `show RUN`, `cancel RUN` or"
                        + " `retry RUN`");
    }
}

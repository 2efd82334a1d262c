package io.runfolio.cli.retention;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runfolio retention}. */
@Command(
        name = "retention",
        description = "Plans what a policy removes, applies plans, and shows their state.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            RetentionPlanCommand.class,
            RetentionApplyCommand.class,
            RetentionStatusCommand.class,
            RetentionCheckCommand.class
        })
public final class RetentionCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(
                command.commandLine(), "Say what to do: `runfolio retention plan`, `apply PLAN`, `status` or `check`");
    }
}

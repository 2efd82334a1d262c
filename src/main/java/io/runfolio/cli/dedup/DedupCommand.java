package io.runfolio.cli.dedup;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code runfolio dedup}. */
@Command(
        name = "dedup",
        description = "Lets equal originals share their bytes on disk.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DedupConvertCommand.class,
            DedupUndoCommand.class,
            DedupReportCommand.class,
            DedupSweepCommand.class
        })
public final class DedupCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                command.commandLine(), "Say what to do: `runfolio dedup report`, `convert`, `undo` or `sweep`");
    }
}

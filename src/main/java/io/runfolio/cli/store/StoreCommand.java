package io.runfolio.cli.store;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code runfolio store}. */
@Command(
        name = "store",
        description = "Copies bundles to an object store, verifies it, restores from it, and removes leftovers there.",
        mixinStandardHelpOptions = true,
        subcommands = {
            StoreSyncCommand.class,
            StoreVerifyCommand.class,
            StoreRestoreCommand.class,
            StoreSweepCommand.class
        })
public final class StoreCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                command.commandLine(), "Say what to do: `runfolio store sync`, `verify`, `restore` or `sweep`");
    }
}

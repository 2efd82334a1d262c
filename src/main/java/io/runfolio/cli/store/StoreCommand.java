package io.runfolio.cli.store;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code runfolio store}. */
@Command(
        name = "store",
        description = "Copies bundles to the mirror in an object store, verifies it, and restores from it.",
        mixinStandardHelpOptions = true,
        subcommands = {StoreSyncCommand.class, StoreVerifyCommand.class, StoreRestoreCommand.class})
public final class StoreCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                command.commandLine(), "Say what to do: `runfolio store sync`, `verify` or `restore`");
    }
}

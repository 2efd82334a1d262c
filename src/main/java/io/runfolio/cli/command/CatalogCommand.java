package io.runfolio.cli.command;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code runfolio catalog}. */
@Command(
        name = "catalog",
        description = "Manages the catalog.",
        mixinStandardHelpOptions = true,
        subcommands = CatalogCommand.Rebuild.class)
public final class CatalogCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(command.commandLine(), "Say what to do: `runfolio catalog rebuild`");
    }

    /** {@code runfolio catalog rebuild}. */
    @Command(
            name = "rebuild",
            description = "Rebuilds the catalog from the bundles; workers may keep running.",
            mixinStandardHelpOptions = true)
    static final class Rebuild extends SettingsCommand {
        @Override
        public Integer call() {
            RunfolioSettings settings = options.read();
            BundleLayout layout = Backends.outputs(settings);
            try (CatalogAccess access = new CatalogAccess(settings.catalog(), layout)) {
                int runs = access.follower().rebuild(done -> Terminal.progress(done, done, "bundles"));
                access.follower().catchUp();
                out().println(runs + " runs in the catalog");
            }
            return ExitCode.OK;
        }
    }
}

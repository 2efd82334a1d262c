package io.runfolio.cli;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.CatalogAccess;
import io.runfolio.settings.RunfolioSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code runfolio catalog}. */
@Command(
        name = "catalog",
        description = "Looks after the catalog.",
        mixinStandardHelpOptions = true,
        subcommands = CatalogCommand.Rebuild.class)
final class CatalogCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(command.commandLine(), "Say what to do: `runfolio catalog rebuild`");
    }

    /** {@code runfolio catalog rebuild}. */
    @Command(
            name = "rebuild",
            description = "Makes the catalog equal to the bundles; workers may go on meanwhile.",
            mixinStandardHelpOptions = true)
    static final class Rebuild implements Callable<Integer> {
        @Mixin
        private SettingsOptions options;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            RunfolioSettings settings = options.read();
            BundleLayout layout = new BundleLayout(settings.folders().outputs());
            try (CatalogAccess access = new CatalogAccess(settings.catalog(), layout)) {
                int runs = access.follower().rebuild(done -> Terminal.progress(done, done, "bundles"));
                access.follower().catchUp();
                command.commandLine().getOut().println(runs + " runs in the catalog");
            }
            return ExitCode.OK;
        }
    }
}

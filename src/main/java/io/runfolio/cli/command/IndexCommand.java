package io.runfolio.cli.command;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.RunIndex;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code runfolio index}. */
@Command(
        name = "index",
        description = "Manages the index.",
        mixinStandardHelpOptions = true,
        subcommands = IndexCommand.Rebuild.class)
public final class IndexCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(command.commandLine(), "Say what to do: `runfolio index rebuild`");
    }

    /** {@code runfolio index rebuild}. */
    @Command(
            name = "rebuild",
            description = "Rebuilds index.jsonl from the bundles; workers may keep running.",
            mixinStandardHelpOptions = true)
    static final class Rebuild extends SettingsCommand {
        @Override
        public Integer call() {
            RunfolioSettings settings = options.read();
            WritableRoots.openOutputs(settings);
            BundleLayout layout = Backends.outputs(settings);
            BundleReader reader = new BundleReader(layout);
            int lines = new RunIndex(layout).rebuild(reader, done -> Terminal.progress(done, done, "bundles"));
            new ProcessedEvents(layout).restoreMissing(reader);
            out().println(lines + " runs in " + layout.index());
            return ExitCode.OK;
        }
    }
}

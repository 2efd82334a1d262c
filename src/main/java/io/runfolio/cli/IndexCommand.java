package io.runfolio.cli;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.index.EventLedger;
import io.runfolio.index.RunIndex;
import io.runfolio.settings.RunfolioSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code runfolio index}. */
@Command(
        name = "index",
        description = "Looks after the index.",
        mixinStandardHelpOptions = true,
        subcommands = IndexCommand.Rebuild.class)
final class IndexCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(command.commandLine(), "Say what to do: `runfolio index rebuild`");
    }

    /** {@code runfolio index rebuild}. */
    @Command(
            name = "rebuild",
            description = "Writes index.jsonl anew from the bundles; workers may go on meanwhile.",
            mixinStandardHelpOptions = true)
    static final class Rebuild implements Callable<Integer> {
        @Mixin
        private SettingsOptions options;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            RunfolioSettings settings = options.read();
            Roots.openOutputs(settings);
            BundleLayout layout = new BundleLayout(settings.folders().outputs());
            BundleReader reader = new BundleReader(layout);
            int lines = new RunIndex(layout).rebuild(reader, done -> Terminal.progress(done, done, "bundles"));
            new EventLedger(layout).restoreMissing(reader);
            command.commandLine().getOut().println(lines + " runs in " + layout.index());
            return ExitCode.OK;
        }
    }
}

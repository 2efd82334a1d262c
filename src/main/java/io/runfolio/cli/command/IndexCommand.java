package io.runfolio.cli.command;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.coordination.SealRecord;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.RunIndex;
import io.runfolio.index.SealedRuns;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.StoreWiring;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
        @Option(
                names = "--coordination",
                description = "Also rebuild the events and seals in the database that coordinates the workers;"
                        + " no worker may run.")
        private boolean coordination;

        @Override
        public Integer call() {
            RunfolioSettings settings = options.read();
            WritableRoots.openOutputs(settings);
            BundleLayout layout = Backends.outputs(settings);
            if (coordination) {
                int seals = Backends.rebuild(settings, () -> sealed(layout));
                out().println(seals + " seals in the database");
                if (settings.store().isRemote()) {
                    out().println(StoreWiring.rebuildLog(settings) + " lines in the object store");
                }
            } else {
                rebuild(layout);
            }
            return ExitCode.OK;
        }

        private RunIndex rebuild(BundleLayout layout) {
            BundleReader reader = new BundleReader(layout);
            RunIndex index = new RunIndex(layout);
            int lines = index.rebuild(reader, done -> Terminal.progress(done, done, "bundles"));
            new ProcessedEvents(layout).restoreMissing(reader);
            out().println(lines + " runs in " + layout.index());
            return index;
        }

        private List<SealRecord> sealed(BundleLayout layout) {
            SealedRuns.Result runs = SealedRuns.read(layout, rebuild(layout));
            ProcessedEvents events = new ProcessedEvents(layout);
            runs.rivals().forEach(seal -> seal.event().ifPresent(event -> events.append(event, seal.runId())));
            runs.superseded().forEach(finding -> out().println(Terminal.finding(finding)));
            return runs.seals();
        }
    }
}

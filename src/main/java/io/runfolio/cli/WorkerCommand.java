package io.runfolio.cli;

import io.runfolio.flow.Ledger;
import io.runfolio.settings.RunfolioSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code runfolio worker}. */
@Command(
        name = "worker",
        description = "Bundles what comes into the inbox until told to stop.",
        mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Option(
            names = "--drain",
            description =
                    "Bundle what is in the inbox, then end: 0 if every event was bundled, 3 if some were refused.")
    private boolean drain;

    @Override
    public Integer call() throws Exception {
        RunfolioSettings settings = options.read();
        Ledger ledger = new Worker(settings, options.foreign()).run(drain);
        return drain && ledger.getEventsRefused() > 0 ? ExitCode.REFUSED : ExitCode.OK;
    }
}

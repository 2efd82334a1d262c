package io.runfolio.cli;

import io.runfolio.WorkerHandle;
import io.runfolio.settings.RunfolioSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
                    "Bundle what is in the inbox, then end: 0 if every event was bundled, 3 if some were refused, 4 if work could not be done.")
    private boolean drain;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        RunfolioSettings settings = options.read();
        WorkerHandle worker = new Worker(settings, options.foreign()).run(drain);
        if (drain && worker.gate().pausedBecause().isPresent()) {
            command.commandLine()
                    .getErr()
                    .println("runfolio: events are left, as intake is paused: "
                            + worker.gate().pausedBecause().get());
            return ExitCode.NOT_READY;
        }
        return drain && worker.ledger().getEventsRefused() > 0 ? ExitCode.REFUSED : ExitCode.OK;
    }
}

package io.runfolio.cli;

import io.runfolio.WorkerHandle;
import io.runfolio.api.TokenFile;
import io.runfolio.settings.RunfolioSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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

    @Option(
            names = "--restart",
            description =
                    "Work in a child process, and start it again when it ends unexpectedly, as after an exhausted heap or a crash: after 1, 2, 4, 8, 16 and then 30 seconds. Gives up, with 1, when it has lived less than a minute 20 times in a row.")
    private boolean restart;

    @Option(
            names = "--http",
            description = "Answer HTTP as well: the API and the gallery, on 127.0.0.1:8080 if not set otherwise.")
    private boolean http;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        RunfolioSettings read = options.readForEvents();
        RunfolioSettings settings = http ? read.with(read.http().on()) : read;
        if (settings.http().enabled()) {
            TokenFile.of(settings.http());
        }
        if (restart) {
            return new Supervisor(
                            WorkerProgram.with(arguments()),
                            drain,
                            settings.worker().shutdownGrace())
                    .run();
        }
        WorkerProgram.endWithParent();
        WorkerHandle worker = new Worker(settings, options.foreign()).run(drain);
        if (drain && worker.gate().pausedBecause().isPresent()) {
            command.commandLine()
                    .getErr()
                    .println("runfolio: events are left, as intake is paused: "
                            + worker.gate().pausedBecause().get());
            return ExitCode.NOT_READY;
        }
        List<String> blocked = drain ? worker.inbox().blocked() : List.of();
        if (!blocked.isEmpty()) {
            command.commandLine()
                    .getErr()
                    .println("runfolio: events are left that cannot be claimed: "
                            + Terminal.printable(String.join(", ", blocked)) + " (see `runfolio status`)");
            return ExitCode.NOT_READY;
        }
        return drain && worker.ledger().getEventsRefused() > 0 ? ExitCode.REFUSED : ExitCode.OK;
    }

    /** Returns the arguments as they were given, without the one that the worker itself must not see. */
    private List<String> arguments() {
        CommandLine program = command.root().commandLine();
        return program.getParseResult().originalArgs().stream()
                .filter(argument -> !argument.equals("--restart"))
                .toList();
    }
}

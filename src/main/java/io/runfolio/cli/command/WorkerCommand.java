package io.runfolio.cli.command;

import io.runfolio.WorkerHandle;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.cli.process.FirstToken;
import io.runfolio.cli.process.Supervisor;
import io.runfolio.cli.process.WorkerCommandLine;
import io.runfolio.cli.process.WorkerMain;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code runfolio worker}. */
@Command(name = "worker", description = "Bundles events from the inbox until stopped.", mixinStandardHelpOptions = true)
public final class WorkerCommand extends SettingsCommand {
    @Option(
            names = "--drain",
            description = "Bundle all waiting events, then end: 0 if all were bundled, 3 if some were refused, 4 if "
                    + "work was not possible.")
    private boolean drain;

    @Option(
            names = "--restart",
            description = "Run the worker in a child process and restart it after a crash, with a back-off of 1 to "
                    + "30 seconds. Ends with 1 after 20 crashes in a row within a minute of the start.")
    private boolean restart;

    @Option(names = "--http", description = "Also serve the HTTP API and the gallery; default: 127.0.0.1:8080.")
    private boolean http;

    @Option(
            names = "--create-token",
            description = "Print the address of the gallery. At the first start, create a token and print it in the "
                    + "address.")
    private boolean createToken;

    @Override
    public Integer call() throws Exception {
        RunfolioSettings read = options.readForEvents();
        RunfolioSettings settings = http ? read.with(read.http().withEnabled()) : read;
        if (createToken) {
            out().println("gallery: " + FirstToken.galleryAddress(settings));
            out().flush();
        }
        if (settings.http().enabled()) {
            Backends.tokens(settings); // refuses an address without tokens before anything starts
        }
        if (restart) {
            return new Supervisor(
                            WorkerCommandLine.forArguments(
                                    command.root().userObject().getClass(), arguments()),
                            drain,
                            settings.worker().shutdownGrace())
                    .run();
        }
        WorkerCommandLine.endWithParent();
        WorkerHandle worker = new WorkerMain(settings, options.foreign()).run(drain);
        if (drain && worker.gate().pauseReason().isPresent()) {
            err().println("runfolio: events are left, as intake is paused: "
                    + worker.gate().pauseReason().get());
            return ExitCode.NOT_READY;
        }
        List<String> blocked = drain ? worker.inbox().blockedEvents() : List.of();
        if (!blocked.isEmpty()) {
            err().println("runfolio: events are left that cannot be claimed: "
                    + Terminal.printable(String.join(", ", blocked)) + " (see `runfolio status`)");
            return ExitCode.NOT_READY;
        }
        return drain && worker.counters().getEventsRefused() > 0 ? ExitCode.REFUSED : ExitCode.OK;
    }

    /** Returns the arguments as they were given, without those that the worker itself must not see. */
    private List<String> arguments() {
        CommandLine program = command.root().commandLine();
        return program.getParseResult().originalArgs().stream()
                .filter(argument -> !argument.equals("--restart") && !argument.equals("--create-token"))
                .toList();
    }
}

package io.runfolio.cli;

import io.runfolio.Runfolio;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.RunfolioException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/** The command {@code runfolio}, and the program's entry. */
@Command(
        name = "runfolio",
        description = "Turns finished runs of image and video generators into artifact bundles that last.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = RunfolioCommand.Version.class,
        subcommands = {
            DemoCommand.class,
            WorkerCommand.class,
            SubmitCommand.class,
            ListCommand.class,
            SearchCommand.class,
            ShowCommand.class,
            IndexCommand.class,
            CatalogCommand.class,
            StatusCommand.class,
            FailedCommand.class,
            DoctorCommand.class,
            VerifyCommand.class,
            CorpusCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 all is well; 1 an unexpected failure; 2 wrong usage or settings;",
            "3 some events were refused; 4 work cannot be done here just now, or something is not whole."
        })
public final class RunfolioCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs a command and returns its exit code. */
    public static int execute(String... arguments) {
        System.setProperty("java.awt.headless", "true");
        return new CommandLine(new RunfolioCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(RunfolioCommand::explain)
                .execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** What we throw ourselves says what to do; of anything else the whole trace is wanted. */
    private static int explain(Exception failure, CommandLine commandLine, ParseResult parsed) {
        if (failure instanceof RunfolioException known) {
            commandLine.getErr().println("runfolio: " + known.getMessage());
            return known instanceof RefusedEventException ? ExitCode.REFUSED : ExitCode.NOT_READY;
        }
        commandLine.getErr().println("runfolio: an unexpected failure; please report what follows");
        failure.printStackTrace(commandLine.getErr());
        return ExitCode.FAILURE;
    }

    /** The version that the jar's manifest tells. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "runfolio "
                        + Optional.ofNullable(Runfolio.class.getPackage().getImplementationVersion())
                                .orElse("development")
            };
        }
    }
}

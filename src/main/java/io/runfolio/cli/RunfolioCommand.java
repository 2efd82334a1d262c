package io.runfolio.cli;

import io.runfolio.Runfolio;
import io.runfolio.cli.command.AddCommand;
import io.runfolio.cli.command.AdoptCommand;
import io.runfolio.cli.command.CatalogCommand;
import io.runfolio.cli.command.CompareCommand;
import io.runfolio.cli.command.DecisionCommand;
import io.runfolio.cli.command.DemoCommand;
import io.runfolio.cli.command.DoctorCommand;
import io.runfolio.cli.command.ExportCommand;
import io.runfolio.cli.command.FailedCommand;
import io.runfolio.cli.command.ImportCommand;
import io.runfolio.cli.command.IndexCommand;
import io.runfolio.cli.command.ListCommand;
import io.runfolio.cli.command.McpCommand;
import io.runfolio.cli.command.ProviderCommand;
import io.runfolio.cli.command.RedoCommand;
import io.runfolio.cli.command.SearchCommand;
import io.runfolio.cli.command.ServeCommand;
import io.runfolio.cli.command.ShowCommand;
import io.runfolio.cli.command.StatusCommand;
import io.runfolio.cli.command.SubmitCommand;
import io.runfolio.cli.command.TemplatesCommand;
import io.runfolio.cli.command.TokenCommand;
import io.runfolio.cli.command.VerifyCommand;
import io.runfolio.cli.command.WatchCommand;
import io.runfolio.cli.command.WorkerCommand;
import io.runfolio.cli.corpus.CorpusCommand;
import io.runfolio.cli.dedup.DedupCommand;
import io.runfolio.cli.dedup.DuplicatesCommand;
import io.runfolio.cli.output.CommandFailure;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.cli.removal.HoldCommand;
import io.runfolio.cli.removal.HoldsCommand;
import io.runfolio.cli.removal.PurgeCommand;
import io.runfolio.cli.removal.ReleaseCommand;
import io.runfolio.cli.removal.RestoreCommand;
import io.runfolio.cli.removal.TrashCommand;
import io.runfolio.cli.retention.RetentionCommand;
import io.runfolio.cli.share.ShareCommand;
import io.runfolio.cli.share.SignCommand;
import io.runfolio.cli.store.StoreCommand;
import io.runfolio.cli.upkeep.DerivativesCommand;
import io.runfolio.cli.upkeep.NotesCommand;
import io.runfolio.cli.upkeep.UpgradeCommand;
import io.runfolio.cli.workflow.OrderCommand;
import io.runfolio.cli.workflow.WorkflowCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code runfolio}, and the program's entry. */
@Command(
        name = "runfolio",
        description = "Turns finished runs of image and video generators into durable artifact bundles.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = RunfolioCommand.Version.class,
        footer = {
            "",
            "Exit codes: 0 success; 1 unexpected failure or unknown name; 2 invalid usage or settings;",
            "3 some events, decisions or bundles were refused; 4 not ready, or damage was found."
        })
public final class RunfolioCommand implements Runnable {
    private static final String COMPLETION = "generate-completion";

    /** By name, in the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("worker", WorkerCommand.class);
        COMMANDS.put("serve", ServeCommand.class);
        COMMANDS.put("mcp", McpCommand.class);
        COMMANDS.put("submit", SubmitCommand.class);
        COMMANDS.put("add", AddCommand.class);
        COMMANDS.put("watch", WatchCommand.class);
        COMMANDS.put("list", ListCommand.class);
        COMMANDS.put("search", SearchCommand.class);
        COMMANDS.put("show", ShowCommand.class);
        COMMANDS.put("compare", CompareCommand.class);
        COMMANDS.put("approve", DecisionCommand.Approve.class);
        COMMANDS.put("reject", DecisionCommand.Reject.class);
        COMMANDS.put("request-changes", DecisionCommand.RequestChanges.class);
        COMMANDS.put("reopen", DecisionCommand.Reopen.class);
        COMMANDS.put("prefer", DecisionCommand.Prefer.class);
        COMMANDS.put("export", ExportCommand.class);
        COMMANDS.put("share", ShareCommand.class);
        COMMANDS.put("sign", SignCommand.class);
        COMMANDS.put("import", ImportCommand.class);
        COMMANDS.put("adopt", AdoptCommand.class);
        COMMANDS.put("index", IndexCommand.class);
        COMMANDS.put("catalog", CatalogCommand.class);
        COMMANDS.put("status", StatusCommand.class);
        COMMANDS.put("failed", FailedCommand.class);
        COMMANDS.put("redo", RedoCommand.class);
        COMMANDS.put("derivatives", DerivativesCommand.class);
        COMMANDS.put("notes", NotesCommand.class);
        COMMANDS.put("upgrade", UpgradeCommand.class);
        COMMANDS.put("hold", HoldCommand.class);
        COMMANDS.put("release", ReleaseCommand.class);
        COMMANDS.put("holds", HoldsCommand.class);
        COMMANDS.put("purge", PurgeCommand.class);
        COMMANDS.put("restore", RestoreCommand.class);
        COMMANDS.put("trash", TrashCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("verify", VerifyCommand.class);
        COMMANDS.put("dedup", DedupCommand.class);
        COMMANDS.put("store", StoreCommand.class);
        COMMANDS.put("duplicates", DuplicatesCommand.class);
        COMMANDS.put("workflow", WorkflowCommand.class);
        COMMANDS.put("order", OrderCommand.class);
        COMMANDS.put("templates", TemplatesCommand.class);
        COMMANDS.put("provider", ProviderCommand.class);
        COMMANDS.put("retention", RetentionCommand.class);
        COMMANDS.put("token", TokenCommand.class);
        COMMANDS.put("corpus", CorpusCommand.class);
        COMMANDS.put(COMPLETION, GenerateCompletion.class);
    }

    private static final String VERBOSE = "--verbose";

    @CommandLine.Option(
            names = VERBOSE,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show the stack trace of a failure.")
    private boolean verbose;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs a command and returns its exit code. */
    public static int execute(String... arguments) {
        System.setProperty("java.awt.headless", "true");
        CommandLine line = new CommandLine(new RunfolioCommand());
        wanted(arguments).forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(RunfolioCommand::explain)
                .setParameterExceptionHandler(RunfolioCommand::misused)
                .execute(arguments);
    }

    /**
     * Returns the command that the arguments name, or all commands. Inspecting the options of a command takes longer
     * than running some commands, so a named one is the only one inspected.
     */
    private static Map<String, Class<?>> wanted(String[] arguments) {
        boolean isOfAll = arguments.length == 0 || arguments[0].equals(COMPLETION);
        Class<?> named = isOfAll ? null : COMMANDS.get(arguments[0]);
        return named == null ? COMMANDS : Map.of(arguments[0], named);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** One line is for people; the trace is for --verbose. */
    private static int explain(Exception failure, CommandLine commandLine, ParseResult parsed) {
        CommandFailure commandFailure = CommandFailure.of(failure);
        commandLine.getErr().println("runfolio: " + commandFailure.message());
        if (parsed.originalArgs().contains(VERBOSE)) {
            failure.printStackTrace(commandLine.getErr());
        }
        commandLine.getErr().flush();
        return commandFailure.code();
    }

    /** Wrong usage is one line as well: the usage is long, and the line above it would scroll away. */
    private static int misused(ParameterException wrong, String[] arguments) {
        PrintWriter err = wrong.getCommandLine().getErr();
        String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
        err.println("runfolio: " + Terminal.printable(wrong.getMessage()) + nearest(wrong) + "; `" + name
                + " --help` shows the usage");
        err.flush();
        return ExitCode.USAGE;
    }

    private static String nearest(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        return unmatched.getSuggestions().stream()
                .findFirst()
                .map(suggestion -> ": did you mean " + suggestion + "?")
                .orElse("");
    }

    /** Version from the jar's manifest. */
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

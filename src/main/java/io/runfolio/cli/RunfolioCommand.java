package io.runfolio.cli;

import io.runfolio.Runfolio;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code runfolio}, and the program's entry. */
@Command(
        name = "runfolio",
        description = "Turns finished runs of image and video generators into artifact bundles that last.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = RunfolioCommand.Version.class,
        footer = {
            "",
            "Exit codes: 0 all is well; 1 an unexpected failure, or nothing of that name; 2 wrong usage or settings;",
            "3 some events were refused; 4 work cannot be done here just now, or something is not whole."
        })
public final class RunfolioCommand implements Runnable {
    /** By name, in the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("worker", WorkerCommand.class);
        COMMANDS.put("serve", ServeCommand.class);
        COMMANDS.put("submit", SubmitCommand.class);
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
        COMMANDS.put("import", ImportCommand.class);
        COMMANDS.put("adopt", AdoptCommand.class);
        COMMANDS.put("index", IndexCommand.class);
        COMMANDS.put("catalog", CatalogCommand.class);
        COMMANDS.put("status", StatusCommand.class);
        COMMANDS.put("failed", FailedCommand.class);
        COMMANDS.put("redo", RedoCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("verify", VerifyCommand.class);
        COMMANDS.put("templates", TemplatesCommand.class);
        COMMANDS.put("token", TokenCommand.class);
        COMMANDS.put("corpus", CorpusCommand.class);
    }

    private static final String VERBOSE = "--verbose";

    @CommandLine.Option(
            names = VERBOSE,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show the whole trace of a failure, for those who look for its cause.")
    private boolean verbose;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.indexOf("worker") == 0 && !words.contains("--restart")) {
            ClassesAhead.load();
        }
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

    /** To look through the options of a command takes longer than to run some: where one is named, it is the only one looked at. */
    private static Map<String, Class<?>> wanted(String[] arguments) {
        Class<?> named = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        return named == null ? COMMANDS : Map.of(arguments[0], named);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** One line is for people; the trace is for --verbose. */
    private static int explain(Exception failure, CommandLine commandLine, ParseResult parsed) {
        Fault fault = Fault.of(failure);
        commandLine.getErr().println("runfolio: " + fault.message());
        if (parsed.originalArgs().contains(VERBOSE)) {
            failure.printStackTrace(commandLine.getErr());
        }
        commandLine.getErr().flush();
        return fault.code();
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

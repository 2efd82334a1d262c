package io.runfolio.cli.command;

import io.runfolio.AgentServer;
import io.runfolio.cli.input.SettingsOptions;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.settings.RunfolioSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runfolio mcp}. */
@Command(
        name = "mcp",
        description = "Gives an agent tools over standard input and output, by the Model Context Protocol.",
        mixinStandardHelpOptions = true)
public final class McpCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@-]{0,99}");

    @Mixin
    private SettingsOptions options;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "Name of the agent, shown with its proposals; default: ${DEFAULT-VALUE}.")
    private String name = "agent";

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!NAME.matcher(name).matches()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--as must have 1 to 100 letters, digits, blanks, dots, dashes, underscores or @.");
        }
        RunfolioSettings settings = options.read();
        // what a library prints must not get between the messages
        System.setOut(System.err);
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            AgentServer.serve(settings, Clock.systemUTC(), name, System.in, out);
        }
        return ExitCode.OK;
    }
}

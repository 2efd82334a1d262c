package io.runfolio.cli;

import io.runfolio.api.ApiException;
import io.runfolio.api.Scope;
import io.runfolio.api.TokenFile;
import io.runfolio.api.Tokens;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio token}. */
@Command(
        name = "token",
        description =
                "Makes, lists and revokes tokens for the HTTP API; a running server knows of a change at its next request.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw wrong("Say what to do: `runfolio token create NAME --scope …`, `list` or `revoke NAME`");
    }

    @Command(name = "create", description = "Makes a token and prints it, once.", mixinStandardHelpOptions = true)
    int create(
            @Mixin SettingsOptions options,
            @Parameters(paramLabel = "NAME", description = "Who it is for; ledgers will show it.") String name,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            split = ",",
                            required = true,
                            description = "What it allows: read, review, submit, admin; with commas between them.")
                    List<String> words) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words) {
            scopes.add(Scope.of(word)
                    .orElseThrow(() -> wrong("--scope " + word + " must be read, review, submit or admin")));
        }
        if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@-]{0,99}")) {
            throw wrong("NAME wants 1 to 100 letters, digits, blanks, dots, dashes, underscores or @.");
        }
        TokenFile file = new TokenFile(options.read().http().tokens());
        try {
            command.commandLine().getOut().println(file.create(name, scopes));
            return ExitCode.OK;
        } catch (ApiException e) {
            throw wrong(e.getMessage());
        }
    }

    @Command(name = "list", description = "Lists tokens, without the tokens.", mixinStandardHelpOptions = true)
    int list(@Mixin SettingsOptions options) {
        PrintWriter out = command.commandLine().getOut();
        for (Tokens.Known one : new TokenFile(options.read().http().tokens()).known()) {
            String scopes = one.scopes().stream().sorted().map(Scope::word).collect(Collectors.joining(","));
            out.println(one.name() + "\t" + scopes + "\t" + one.createdAt());
        }
        return ExitCode.OK;
    }

    @Command(name = "revoke", description = "Takes a token out.", mixinStandardHelpOptions = true)
    int revoke(
            @Mixin SettingsOptions options,
            @Parameters(paramLabel = "NAME", description = "Name of the token.") String name) {
        if (new TokenFile(options.read().http().tokens()).revoke(name)) {
            return ExitCode.OK;
        }
        command.commandLine()
                .getErr()
                .println("runfolio: there is no token " + Terminal.printable(name)
                        + "; `runfolio token list` shows those there are");
        return ExitCode.FAILURE;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}

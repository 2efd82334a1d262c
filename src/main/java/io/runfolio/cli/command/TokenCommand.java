package io.runfolio.cli.command;

import io.runfolio.api.ApiException;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenStore;
import io.runfolio.api.security.Tokens;
import io.runfolio.cli.input.SettingsOptions;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.files.StorageException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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
        description = "Creates, lists and revokes tokens for the HTTP API; changes apply to running servers.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class TokenCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw wrong("Say what to do: `runfolio token create NAME --scope …`, `list` or `revoke NAME`");
    }

    @Command(name = "create", description = "Creates a token and prints it once.", mixinStandardHelpOptions = true)
    int create(
            @Mixin SettingsOptions options,
            @Parameters(paramLabel = "NAME", description = "Name of the token's owner, shown in review logs.")
                    String name,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            split = ",",
                            required = true,
                            description = "Comma-separated scopes: read, review, submit, share, admin.")
                    List<String> words) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words) {
            scopes.add(Scope.of(word)
                    .orElseThrow(() -> wrong("--scope " + word + " must be read, review, submit, share or admin")));
        }
        if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@-]{0,99}")) {
            throw wrong("NAME must have 1 to 100 letters, digits, blanks, dots, dashes, underscores or @.");
        }
        try {
            command.commandLine()
                    .getOut()
                    .println(Backends.tokenStore(options.read()).create(name, scopes));
            return ExitCode.OK;
        } catch (ApiException e) {
            throw wrong(e.getMessage());
        }
    }

    @Command(name = "list", description = "Lists names and scopes of tokens.", mixinStandardHelpOptions = true)
    int list(@Mixin SettingsOptions options) {
        PrintWriter out = command.commandLine().getOut();
        for (Tokens.StoredToken one : Backends.tokenStore(options.read()).list()) {
            String scopes = one.scopes().stream().sorted().map(Scope::word).collect(Collectors.joining(","));
            out.println(one.name() + "\t" + scopes + "\t" + one.createdAt());
        }
        return ExitCode.OK;
    }

    @Command(name = "revoke", description = "Revokes a token.", mixinStandardHelpOptions = true)
    int revoke(
            @Mixin SettingsOptions options,
            @Parameters(paramLabel = "NAME", description = "Name of the token.") String name) {
        RunfolioSettings settings = options.read();
        TokenStore tokens = Backends.tokenStore(settings);
        Optional<Tokens.StoredToken> token =
                tokens.list().stream().filter(one -> one.name().equals(name)).findFirst();
        if (token.isEmpty() || !tokens.revoke(name)) {
            return failed(
                    "there is no token " + Terminal.printable(name) + "; `runfolio token list` shows those there are");
        }
        try {
            Backends.sessions(settings, Clock.systemUTC()).closeAll(token.get().sha256());
            return ExitCode.OK;
        } catch (StorageException e) {
            return failed("the token is revoked in " + tokens.place()
                    + ", and its sessions end on each server that reads tokens there; they could not be ended for all"
                    + " servers at once: " + e.getMessage());
        }
    }

    private int failed(String why) {
        command.commandLine().getErr().println("runfolio: " + why);
        return ExitCode.FAILURE;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}

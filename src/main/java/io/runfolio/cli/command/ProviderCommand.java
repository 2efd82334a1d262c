package io.runfolio.cli.command;

import io.runfolio.cli.input.SettingsOptions;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.hooks.adapter.AdaptedRun;
import io.runfolio.hooks.adapter.AdapterContext;
import io.runfolio.hooks.adapter.AdapterException;
import io.runfolio.hooks.adapter.AdapterFileException;
import io.runfolio.hooks.adapter.ProviderAdapter;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.hooks.adapter.ShippedAdapters;
import io.runfolio.json.SecretMask;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio provider}. */
@Command(
        name = "provider",
        description = "Lists, checks and tries adapters, which map the payloads of providers to events.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class ProviderCommand implements Runnable {
    private static final String ENDING = ".yaml";
    private static final int MAX_FILE = 1 << 20;
    private static final int MAX_PAYLOAD = 256 << 20;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(
                command.commandLine(),
                "Say what to do: `runfolio provider list`, `show NAME`, `check FILE` or `try ADAPTER PAYLOAD`");
    }

    @Command(name = "list", description = "Lists the adapters.", mixinStandardHelpOptions = true)
    int list(@Mixin SettingsOptions options, @Option(names = "--json", description = "Print JSON.") boolean json) {
        ProviderAdapters adapters = adapters(options.read());
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put(
                    "adapters",
                    adapters.list().stream().map(ProviderCommand::json).toList());
            document.put("problems", adapters.problems());
            Terminal.json(out, document);
        } else {
            Terminal.wrappedTable(
                    out,
                    List.of("NAME", "LINKS LIVE", "FROM", "PAYLOADS"),
                    adapters.list().stream()
                            .map(adapter -> List.of(
                                    adapter.name(), linksLive(adapter), adapter.origin(), adapter.description()))
                            .toList());
            adapters.problems().forEach(this::complain);
        }
        return adapters.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private static Map<String, Object> json(ProviderAdapter adapter) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", adapter.name());
        json.put("description", adapter.description());
        json.put("documentation", adapter.documentation().orElse(null));
        json.put(
                "linksLiveSeconds",
                adapter.linksLive().map(java.time.Duration::toSeconds).orElse(null));
        json.put("origin", adapter.origin());
        return json;
    }

    private static String linksLive(ProviderAdapter adapter) {
        return adapter.linksLive()
                .map(time -> time.toHours() >= 1 ? time.toHours() + " h" : time.toMinutes() + " min")
                .orElse("");
    }

    @Command(
            name = "show",
            description = "Prints the file of a shipped adapter, to copy it into the folder runfolio.providers.",
            mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME", description = "Name of a shipped adapter.") String name) {
        Optional<byte[]> yaml = ShippedAdapters.read(name);
        if (yaml.isEmpty()) {
            return unknown(name);
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(new String(yaml.get(), StandardCharsets.UTF_8));
        out.flush();
        return ExitCode.OK;
    }

    @Command(name = "check", description = "Checks an adapter file.", mixinStandardHelpOptions = true)
    int check(
            @Mixin SettingsOptions options,
            @Parameters(paramLabel = "FILE", description = "The file, such as config/providers/studio.yaml.")
                    Path file) {
        try {
            ProviderAdapter adapter = read(file, options.read());
            command.commandLine().getOut().println(file + " is a valid adapter: " + adapter.description());
            return ExitCode.OK;
        } catch (AdapterFileException e) {
            e.problems().forEach(problem -> complain(file + ": " + problem));
            return ExitCode.REFUSED;
        }
    }

    @Command(
            name = "try",
            description = "Prints the event that an adapter makes of a payload. Nothing is written or sent.",
            mixinStandardHelpOptions = true)
    int tryOut(
            @Mixin SettingsOptions options,
            @Parameters(paramLabel = "ADAPTER", description = "Name of an adapter, or an adapter file.") String name,
            @Parameters(paramLabel = "PAYLOAD", description = "File with a payload in JSON.") Path payload,
            @Option(names = "--base-url", paramLabel = "URL", description = "Address for {base-url}.") String baseUrl) {
        RunfolioSettings settings = options.read();
        try {
            Optional<ProviderAdapter> adapter = name.endsWith(ENDING)
                    ? Optional.of(read(Path.of(name), settings))
                    : adapters(settings).find(name);
            if (adapter.isEmpty()) {
                return unknown(name);
            }
            AdapterContext context = AdapterContext.at(Instant.now());
            AdaptedRun run = adapter.get()
                    .adapt(bytes(payload, MAX_PAYLOAD), baseUrl == null ? context : context.withBaseUrl(baseUrl));
            Terminal.json(command.commandLine().getOut(), run.request());
            return ExitCode.OK;
        } catch (AdapterFileException | AdapterException e) {
            complain(e.getMessage());
            return ExitCode.REFUSED;
        }
    }

    private ProviderAdapter read(Path file, RunfolioSettings settings) {
        String name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
        return ProviderAdapter.of(name, file.toString(), bytes(file, MAX_FILE), settings.event(), mask(settings));
    }

    private byte[] bytes(Path file, int max) {
        try {
            return RegularFiles.read(file, max);
        } catch (NoSuchFileException e) {
            throw new ParameterException(command.commandLine(), "there is no file " + file);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be read");
        }
    }

    private static ProviderAdapters adapters(RunfolioSettings settings) {
        return new ProviderAdapters(settings.hooks().providers(), settings.event(), mask(settings));
    }

    private static SecretMask mask(RunfolioSettings settings) {
        return SecretMask.of(settings.secrets().mask(), settings.secrets().keys());
    }

    private int unknown(String name) {
        complain("there is no adapter " + name + "; `runfolio provider list` shows those there are");
        return ExitCode.FAILURE;
    }

    private void complain(String sentence) {
        command.commandLine().getErr().println("runfolio: " + Terminal.printable(sentence));
        command.commandLine().getErr().flush();
    }
}

package io.runfolio.cli.command;

import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.files.StorageErrors;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio submit}. */
@Command(
        name = "submit",
        description = "Validates events and puts them into the inbox.",
        mixinStandardHelpOptions = true)
public final class SubmitCommand extends SettingsCommand {
    @Parameters(paramLabel = "EVENT", arity = "1..*", description = "Event files; - reads standard input.")
    private List<Path> events;

    @Option(names = "--no-check", description = "Skip validation; the worker validates.")
    private boolean unchecked;

    @Override
    public Integer call() throws IOException {
        RunfolioSettings settings = options.readForEvents();
        EventReader reader = new EventReader(settings.event(), Components.sources(settings));
        WritableRoots.openInbox(settings);
        int refused = 0;
        for (Path event : events) {
            refused += submit(event, reader, settings) ? 0 : 1;
        }
        return refused == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }

    private boolean submit(Path event, EventReader reader, RunfolioSettings settings) {
        PrintWriter out = out();
        PrintWriter err = err();
        boolean stdin = event.toString().equals("-");
        try {
            byte[] bytes = stdin
                    ? System.in.readNBytes((int) Math.min(settings.event().maxBytes() + 1, Integer.MAX_VALUE - 8))
                    : bounded(event, settings);
            List<String> warnings =
                    unchecked ? List.of() : reader.read(bytes).request().warnings();
            String name = stdin ? "stdin.json" : event.getFileName().toString().replaceFirst("^[.]+", "");
            out.println(Backends.inbox(settings)
                    .submit(bytes, name.endsWith(".json") ? name : name + ".json")
                    .location());
            warnings.forEach(warning -> err.println("runfolio: " + event + ": " + Terminal.printable(warning)));
            return true;
        } catch (RefusedEventException e) {
            err.println("runfolio: " + event + " is not submitted (" + e.code() + "): " + e.getMessage());
        } catch (NoSuchFileException e) {
            err.println("runfolio: there is no file " + event);
        } catch (IOException e) {
            err.println("runfolio: " + event + " cannot be read: " + StorageErrors.reason(e));
        }
        return false;
    }

    private static byte[] bounded(Path event, RunfolioSettings settings) throws IOException {
        try (var stream = Files.newInputStream(event)) {
            return stream.readNBytes((int) Math.min(settings.event().maxBytes() + 1, Integer.MAX_VALUE - 8));
        }
    }
}

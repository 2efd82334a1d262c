package io.runfolio.cli;

import io.runfolio.intake.EventReader;
import io.runfolio.intake.Inbox;
import io.runfolio.intake.SourceRoots;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.StorageErrors;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio submit}. */
@Command(name = "submit", description = "Checks events and puts them into the inbox.", mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Parameters(paramLabel = "EVENT", arity = "1..*", description = "Event files; - for standard input.")
    private List<Path> events;

    @Option(names = "--no-check", description = "Leave the checking to the worker.")
    private boolean unchecked;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        RunfolioSettings settings = options.readForEvents();
        EventReader reader = new EventReader(
                settings.event(), new SourceRoots(settings.folders().sourceRoots()));
        Roots.openInbox(settings);
        int refused = 0;
        for (Path event : events) {
            refused += submit(event, reader, settings) ? 0 : 1;
        }
        return refused == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }

    private boolean submit(Path event, EventReader reader, RunfolioSettings settings) {
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        boolean stdin = event.toString().equals("-");
        try {
            byte[] bytes = stdin
                    ? System.in.readNBytes((int) Math.min(settings.event().maxBytes() + 1, Integer.MAX_VALUE - 8))
                    : bounded(event, settings);
            List<String> warnings =
                    unchecked ? List.of() : reader.read(bytes).request().warnings();
            String name = stdin ? "stdin.json" : event.getFileName().toString().replaceFirst("^[.]+", "");
            Path target =
                    Inbox.deposit(settings.folders().inbox(), bytes, name.endsWith(".json") ? name : name + ".json");
            out.println(target);
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

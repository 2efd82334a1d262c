package io.runfolio.cli;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.flow.Ledger;
import io.runfolio.index.RunQueries;
import io.runfolio.intake.Inbox;
import io.runfolio.settings.FolderSettings;
import io.runfolio.settings.LogSettings;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runfolio demo}. */
@Command(
        name = "demo",
        description = "Bundles the events of samples/ and shows what came of them.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--into", paramLabel = "DIR", description = "Where to work; default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of("runfolio-demo");

    @Option(
            names = "--samples",
            paramLabel = "DIR",
            description = "Folder of the samples; default: the one that ships.")
    private Path samples;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting. May be repeated.")
    private Map<String, String> overrides = Map.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        Path source = samples == null ? shipped() : samples;
        if (!Files.isDirectory(source.resolve("events"))) {
            throw new ParameterException(
                    command.commandLine(),
                    "There is no folder " + source.resolve("events") + ": --samples names a folder with one");
        }
        RunfolioSettings settings = settings(source);
        Logs.configure(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.WARN));
        PrintWriter out = command.commandLine().getOut();
        List<Path> events = events(source);
        Roots.openBoth(settings);
        out.println("Bundling the " + events.size() + " events of " + source + " …");
        out.flush();
        for (Path event : events) {
            Inbox.deposit(
                    settings.folders().inbox(),
                    Files.readAllBytes(event),
                    event.getFileName().toString());
        }
        Ledger ledger = new Worker(settings, Map.of()).run(true).ledger();
        report(out, settings, ledger);
        return ledger.getEventsRefused() == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }

    private RunfolioSettings settings(Path source) {
        Map<String, String> values = new java.util.LinkedHashMap<>(overrides);
        values.put("runfolio.inbox", folder.resolve("inbox").toString());
        values.put("runfolio.outputs", folder.resolve("outputs").toString());
        RunfolioSettings settings = RunfolioSettings.from(values);
        FolderSettings folders = new FolderSettings(
                settings.folders().inbox(), settings.folders().outputs(), List.of(source));
        return settings.with(folders);
    }

    private static void report(PrintWriter out, RunfolioSettings settings, Ledger ledger) throws IOException {
        Path outputs = settings.folders().outputs();
        out.println();
        BundleTree.print(out, outputs);
        out.println();
        new ListPrinter(out).print(new RunQueries(new BundleLayout(outputs)).listRecentRuns(10));
        out.println();
        out.printf(
                "%d events: %d bundled, %d bundled before, %d refused. %d files: %d ready, %d failed, %d unsupported, %d kept as they are.%n",
                ledger.getEventsSeen(),
                ledger.getEventsBundled(),
                ledger.getEventsDuplicate(),
                ledger.getEventsRefused(),
                ledger.getAssets(),
                ledger.getAssetsReady(),
                ledger.getAssetsFailed(),
                ledger.getAssetsUnsupported(),
                ledger.getAssetsSkipped());
        out.println();
        Path shown = Path.of("").toAbsolutePath().relativize(outputs);
        out.println("Where to look next:");
        out.println("  " + shown + "/index.jsonl              one line a run");
        out.println("  " + shown + "/<day>/<run>/notes.md     a run for people");
        out.println("  " + shown + "/<day>/<run>/run.json     all that is known of it");
        out.println("  bin/runfolio show RUN --outputs " + shown);
        out.println("  bin/runfolio serve --outputs " + shown + "    the gallery, at http://127.0.0.1:8080");
        out.flush();
    }

    private static List<Path> events(Path samples) throws IOException {
        try (Stream<Path> files = Files.list(samples.resolve("events"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    /** The samples lie beside the working directory, or beside the folder that the jar is in. */
    private Path shipped() throws URISyntaxException {
        Path jar = Path.of(DemoCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Stream.of(
                        Path.of("").toAbsolutePath(),
                        jar.getParent(),
                        jar.getParent().getParent())
                .flatMap(folderOfSamples -> Optional.ofNullable(folderOfSamples).stream())
                .map(base -> base.resolve("samples"))
                .filter(candidate -> Files.isDirectory(candidate.resolve("events")))
                .findFirst()
                .orElseThrow(
                        () -> new ParameterException(
                                command.commandLine(),
                                "The samples are not here: run the demo in the project's folder, or name them with --samples."));
    }
}

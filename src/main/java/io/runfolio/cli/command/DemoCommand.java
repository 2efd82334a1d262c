package io.runfolio.cli.command;

import io.runfolio.cli.demo.WorkflowDemo;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.FolderTree;
import io.runfolio.cli.output.LogSetup;
import io.runfolio.cli.output.RunTable;
import io.runfolio.cli.process.WorkerMain;
import io.runfolio.index.RunQueries;
import io.runfolio.settings.FolderSettings;
import io.runfolio.settings.LogSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.WorkerCounters;
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
        description = "Bundles the sample events and shows the result.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--into", paramLabel = "DIR", description = "Working folder; default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of("runfolio-demo");

    @Option(names = "--samples", paramLabel = "DIR", description = "Samples folder; default: the included one.")
    private Path samples;

    @Option(names = "--workflows", description = "Runs the sample workflows instead.")
    private boolean workflows;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting. May be repeated.")
    private Map<String, String> overrides = Map.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        Path source = samples == null ? shipped() : samples;
        if (workflows) {
            return workflows(source);
        }
        if (!Files.isDirectory(source.resolve("events"))) {
            throw new ParameterException(
                    command.commandLine(),
                    "There is no folder " + source.resolve("events")
                            + ": name a folder that contains events/ with --samples");
        }
        RunfolioSettings settings = settings(source);
        LogSetup.configure(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.WARN));
        PrintWriter out = command.commandLine().getOut();
        List<Path> events = events(source);
        WritableRoots.openBoth(settings);
        out.println("Bundling the " + events.size() + " events of " + source + " …");
        out.flush();
        for (Path event : events) {
            Backends.inbox(settings)
                    .submit(Files.readAllBytes(event), event.getFileName().toString());
        }
        WorkerCounters workerCounters =
                new WorkerMain(settings, Map.of()).run(true).counters();
        report(out, settings, workerCounters);
        return workerCounters.getEventsRefused() == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }

    private int workflows(Path source) throws Exception {
        WorkflowDemo demo =
                new WorkflowDemo(source, folder, command.commandLine().getOut());
        if (!Files.isRegularFile(demo.settingsFile())) {
            throw new ParameterException(
                    command.commandLine(),
                    "There is no file " + demo.settingsFile()
                            + ": name a folder that contains workflows/ with --samples");
        }
        return demo.run(overrides) ? ExitCode.OK : ExitCode.REFUSED;
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

    private static void report(PrintWriter out, RunfolioSettings settings, WorkerCounters workerCounters)
            throws IOException {
        Path outputs = settings.folders().outputs();
        out.println();
        FolderTree.print(out, outputs);
        out.println();
        new RunTable(out).print(new RunQueries(Backends.outputs(outputs)).listRecentRuns(10));
        out.println();
        out.printf(
                "%d events: %d bundled, %d bundled before, %d refused. %d files: %d ready, %d failed, %d "
                        + "unsupported, %d kept as they are.%n",
                workerCounters.getEventsSeen(),
                workerCounters.getEventsBundled(),
                workerCounters.getEventsDuplicate(),
                workerCounters.getEventsRefused(),
                workerCounters.getAssets(),
                workerCounters.getAssetsReady(),
                workerCounters.getAssetsFailed(),
                workerCounters.getAssetsUnsupported(),
                workerCounters.getAssetsSkipped());
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
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "The samples are not here: run the demo in the project's folder, or name them "
                                + "with --samples."));
    }
}

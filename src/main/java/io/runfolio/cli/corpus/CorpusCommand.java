package io.runfolio.cli.corpus;

import io.runfolio.Runfolio;
import io.runfolio.bundle.BundleReader;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.LogSetup;
import io.runfolio.cli.output.Terminal;
import io.runfolio.cli.process.WorkerMain;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.RunArtifact;
import io.runfolio.settings.FolderSettings;
import io.runfolio.settings.LogSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio corpus}. */
@Command(
        name = "corpus",
        description = {
            "Bundles every file below a folder, each as its own run, and reports the results:",
            "corpus.tsv, corpus.json and corpus.html. When repeated, it processes new files only."
        },
        mixinStandardHelpOptions = true)
public final class CorpusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder of the media files; no other folder is read.")
    private Path folder;

    @Option(names = "--into", paramLabel = "DIR", description = "Working folder; default: ${DEFAULT-VALUE}.")
    private Path into = Path.of("runfolio-corpus");

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting. May be repeated.")
    private Map<String, String> overrides = Map.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        RunfolioSettings settings = settings();
        LogSetup.configure(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.ERROR));
        List<CorpusFile> files = files();
        WritableRoots.openBoth(settings);
        Map<String, CorpusFile> events = submit(files, Backends.inbox(settings));
        new WorkerMain(settings, Map.of()).drain(files.size());
        List<CorpusRow> rows = rows(files, events, settings);
        CorpusReport.write(into, folder.toString(), rows);
        CorpusSummary summary = CorpusSummary.of(rows, Runfolio.findings(settings));
        if (json) {
            Terminal.json(command.commandLine().getOut(), summary);
        } else {
            summary.print(command.commandLine().getOut(), into);
        }
        return summary.sound() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private RunfolioSettings settings() {
        Map<String, String> values = new LinkedHashMap<>(overrides);
        values.put("runfolio.inbox", into.resolve("inbox").toString());
        values.put("runfolio.outputs", into.resolve("outputs").toString());
        RunfolioSettings read = RunfolioSettings.from(values);
        FolderSettings folders =
                new FolderSettings(read.folders().inbox(), read.folders().outputs(), List.of(folder));
        return read.with(folders);
    }

    private List<CorpusFile> files() {
        try {
            return CorpusScanner.below(
                    folder.toAbsolutePath().normalize(), into.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new ParameterException(
                    command.commandLine(), folder + " cannot be read: " + StorageErrors.reason(e), e);
        }
    }

    /** Returns the files of the corpus by the names of their event files. */
    private static Map<String, CorpusFile> submit(List<CorpusFile> files, EventInbox inbox) {
        Map<String, CorpusFile> events = new HashMap<>();
        for (CorpusFile file : files) {
            byte[] event = RecordMapper.line(file.event()).getBytes(StandardCharsets.UTF_8);
            String name = String.format(Locale.ROOT, "%06d-%s.json", events.size(), file.key());
            events.put(inbox.submit(event, name).name(), file);
            Terminal.progress(events.size(), files.size(), "files found");
        }
        return events;
    }

    private List<CorpusRow> rows(List<CorpusFile> files, Map<String, CorpusFile> events, RunfolioSettings settings) {
        BundleReader reader = new BundleReader(Backends.outputs(settings));
        Map<String, RunArtifact> runs = new HashMap<>();
        for (Path bundle : reader.scan()) {
            try {
                RunArtifact run = reader.run(bundle);
                if (run.sourceMetadata().get(CorpusFile.KEY_FIELD) instanceof String key) {
                    runs.put(key, run);
                }
            } catch (UnreadableRecordException e) {
                command.commandLine().getErr().println("runfolio: " + bundle + ": " + e.getMessage());
            }
        }
        Map<CorpusFile, CorpusRow> refused = new HashMap<>();
        Backends.inbox(settings).refusedEvents().forEach(event -> Optional.ofNullable(events.get(event.name()))
                .ifPresent(file -> refused.put(file, refusal(file, event))));
        return files.stream()
                .map(file -> runs.containsKey(file.key())
                        ? CorpusRow.bundled(
                                file,
                                runs.get(file.key()),
                                settings.folders().outputs().getFileName().toString())
                        : refused.getOrDefault(file, CorpusRow.lost(file)))
                .toList();
    }

    private static CorpusRow refusal(CorpusFile file, RefusedEvent event) {
        return CorpusRow.refused(
                file,
                String.valueOf(event.error().getOrDefault("code", "")),
                String.valueOf(event.error().getOrDefault("message", "")));
    }
}

package io.runfolio.cli;

import io.runfolio.Runfolio;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.intake.FailedEvents;
import io.runfolio.intake.Inbox;
import io.runfolio.intake.InboxLayout;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.UnreadableRecordException;
import io.runfolio.settings.FolderSettings;
import io.runfolio.settings.LogSettings;
import io.runfolio.settings.RunfolioSettings;
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
            "Bundles every file below a folder, each as a run of its own, and writes what became of each:",
            "corpus.tsv and corpus.json for machines, corpus.html for people. Run again, it does only what is new."
        },
        mixinStandardHelpOptions = true)
final class CorpusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder of the files; nothing else is read.")
    private Path folder;

    @Option(names = "--into", paramLabel = "DIR", description = "Where to work; default: ${DEFAULT-VALUE}.")
    private Path into = Path.of("runfolio-corpus");

    @Option(names = "--json", description = "The summary as JSON.")
    private boolean json;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting. May be repeated.")
    private Map<String, String> overrides = Map.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        RunfolioSettings settings = settings();
        Logs.configure(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.ERROR));
        List<CorpusFile> files = files();
        Roots.openBoth(settings);
        Map<String, CorpusFile> events = submit(files, settings.folders().inbox());
        new Worker(settings, Map.of()).drain(files.size());
        List<CorpusRow> rows = rows(files, events, settings);
        CorpusTables.write(into, folder.toString(), rows);
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
            return CorpusWalk.below(
                    folder.toAbsolutePath().normalize(), into.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new ParameterException(
                    command.commandLine(), "The folder cannot be read: " + StorageErrors.reason(e), e);
        }
    }

    /** Returns which event file stands for which file. */
    private static Map<String, CorpusFile> submit(List<CorpusFile> files, Path inbox) throws IOException {
        Map<String, CorpusFile> events = new HashMap<>();
        for (CorpusFile file : files) {
            byte[] event = RecordMapper.line(file.event()).getBytes(StandardCharsets.UTF_8);
            String name = String.format(Locale.ROOT, "%06d-%s.json", events.size(), file.key());
            events.put(Inbox.deposit(inbox, event, name).getFileName().toString(), file);
            Terminal.progress(events.size(), files.size(), "files found");
        }
        return events;
    }

    private List<CorpusRow> rows(List<CorpusFile> files, Map<String, CorpusFile> events, RunfolioSettings settings) {
        Path outputs = settings.folders().outputs();
        BundleReader reader = new BundleReader(new BundleLayout(outputs));
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
        new FailedEvents(new InboxLayout(settings.folders().inbox())).list().forEach(event -> Optional.ofNullable(
                        events.get(event.name()))
                .ifPresent(file -> refused.put(file, refusal(file, event))));
        return files.stream()
                .map(file -> runs.containsKey(file.key())
                        ? CorpusRow.bundled(
                                file,
                                runs.get(file.key()),
                                outputs.getFileName().toString())
                        : refused.getOrDefault(file, CorpusRow.lost(file)))
                .toList();
    }

    private static CorpusRow refusal(CorpusFile file, FailedEvents.FailedEvent event) {
        return CorpusRow.refused(
                file,
                String.valueOf(event.error().getOrDefault("code", "")),
                String.valueOf(event.error().getOrDefault("message", "")));
    }
}

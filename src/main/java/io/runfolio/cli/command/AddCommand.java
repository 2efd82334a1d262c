package io.runfolio.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.api.ApiJson;
import io.runfolio.cli.add.AddedFile;
import io.runfolio.cli.add.AddedRun;
import io.runfolio.cli.add.FileStaging;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceOpener;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.upload.Uploads;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.MediaParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio add}. */
@Command(
        name = "add",
        description = {
            "Makes the event of a run from files, and puts it into the inbox.",
            "Prompt, model and seed come from the data embedded in the files where they are not given.",
            "Files outside the source roots are copied, so any file can be added."
        },
        mixinStandardHelpOptions = true)
public final class AddCommand extends SettingsCommand {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files that the run has made.")
    private List<Path> files;

    @Option(names = "--input", paramLabel = "FILE", description = "File that the run was made from. May be repeated.")
    private List<Path> inputs = List.of();

    @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt.")
    private String prompt;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model; default: that of the files, else unknown.")
    private String model;

    @Option(names = "--seed", paramLabel = "N", description = "The seed.")
    private Long seed;

    @Option(names = "--tag", paramLabel = "TAG", split = ",", description = "Tag of the run. May be repeated.")
    private List<String> tags = List.of();

    @Option(names = "--project", paramLabel = "NAME", description = "Project of the run.")
    private String project;

    @Option(names = "--dry-run", description = "Print the event and change nothing.")
    private boolean isDryRun;

    @Override
    public Integer call() throws IOException {
        RunfolioSettings settings = options.readForEvents();
        MediaParts media = MediaParts.of(settings, new ProcessChildRunner());
        AddedRun run = new AddedRun(
                inspect(files, media), inspect(inputs, media), new AddedRun.Words(prompt, model, seed, tags, project));
        SourceOpener sources = Components.sources(settings);
        Uploads uploads = Components.uploads(settings, Clock.systemUTC());
        FileStaging staging = new FileStaging(sources, uploads.store());
        String key = run.key();
        ObjectNode event = run.event(file -> staging.sourcePath(file, key));
        byte[] document = ApiJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(event);
        EventReader reader = new EventReader(settings.event(), sources);
        RunEvent read = reader.read(document);
        if (isDryRun) {
            out().println(ApiJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(event));
            return ExitCode.OK;
        }
        WritableRoots.openBoth(settings);
        Optional<String> known = known(settings, reader, read);
        if (known.isPresent()) {
            out().println(known.get());
            return ExitCode.OK;
        }
        for (AddedFile file : run.files()) {
            staging.stage(file, key);
        }
        uploads.events().keep(FileStaging.OWNER, read.eventId(), read.request());
        out().println(Backends.inbox(settings).submit(document, key + ".json").location());
        return ExitCode.OK;
    }

    private static List<AddedFile> inspect(List<Path> paths, MediaParts media) throws IOException {
        List<AddedFile> inspected = new ArrayList<>();
        for (Path path : paths) {
            inspected.add(AddedFile.of(path, media));
        }
        return inspected;
    }

    private static Optional<String> known(RunfolioSettings settings, EventReader reader, RunEvent event) {
        return new ProcessedEvents(Backends.outputs(settings))
                .find(event.eventId())
                .map(processed -> "added before, as " + processed.runId())
                .or(() -> Backends.events(settings, reader)
                        .pending(event.eventId())
                        .map(pending -> "added before, and waiting as " + pending.name()));
    }
}

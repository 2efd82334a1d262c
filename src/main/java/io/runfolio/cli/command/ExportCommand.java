package io.runfolio.cli.command;

import io.runfolio.Runfolio;
import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.artifact.transfer.ExportFormat;
import io.runfolio.artifact.transfer.ExportItem;
import io.runfolio.artifact.transfer.ExportManifest;
import io.runfolio.artifact.transfer.ExportOptions;
import io.runfolio.artifact.transfer.ExportTarget;
import io.runfolio.artifact.transfer.FileNameTemplate;
import io.runfolio.artifact.transfer.FolderTarget;
import io.runfolio.artifact.transfer.TransferException;
import io.runfolio.artifact.transfer.ZipTarget;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.cli.input.BundleLocator;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RenditionSpec;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio export}. */
@Command(
        name = "export",
        description = "Exports artifacts and their provenance to a zip or a folder.",
        mixinStandardHelpOptions = true)
public final class ExportCommand extends SettingsCommand {
    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "Ids or unique prefixes of runs (all of their artifacts) and artifacts.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "Export all runs.")
    private boolean all;

    @Option(
            names = "--to",
            paramLabel = "PATH",
            required = true,
            description =
                    "Zip file if it ends in .zip, else an empty or new folder; - writes a zip to standard output.")
    private String to;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            split = ",",
            converter = FormConverter.class,
            description =
                    "original, raw, png, webp, sheet or bundle; default: original. raw is the model's own output before"
                            + " post-processing, sheet a contact sheet, bundle what `runfolio import` reads.")
    private Set<ExportFormat> forms = Set.of(ExportFormat.ORIGINAL);

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            split = ",",
            description = "Adds a WebP with this longest side; pictures are not enlarged. May be repeated.")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--rendition",
            paramLabel = "NAME",
            split = ",",
            description = "Adds a rendition of each picture or poster, in the folder renditions/NAME/. The settings"
                    + " runfolio.image.renditions.NAME define it. May be repeated.")
    private List<String> renditions = List.of();

    @Option(
            names = "--name",
            paramLabel = "TEMPLATE",
            description = "File name template; default: {run_id}_{position}_{model}.{ext}.")
    private String name = "{run_id}_{position}_{model}.{ext}";

    @Option(names = "--json", description = "Print the export's manifest as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (ids.isEmpty() != all) {
            throw misuse("Say what to export: ids of runs or artifacts, or --all.");
        }
        RunfolioSettings settings = options.read();
        ExportOptions wanted = wanted(settings);
        List<ExportItem> items = items(settings);
        ExportManifest manifest;
        refuseMissingFolder();
        try (ExportTarget target = target()) {
            manifest = Runfolio.exporter(settings).export(items, wanted, target);
        }
        report(manifest);
        return manifest.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private ExportOptions wanted(RunfolioSettings settings) {
        try {
            ExportOptions wanted = new ExportOptions(forms, sizes, FileNameTemplate.of(name), renditions);
            wanted.checkRenditions(settings.media().image().renditions().stream()
                    .map(RenditionSpec::name)
                    .toList());
            return wanted;
        } catch (TransferException e) {
            throw misuse(e.getMessage(), e);
        }
    }

    private List<ExportItem> items(RunfolioSettings settings) {
        BundleLayout layout = Backends.outputs(settings);
        BundleReader reader = new BundleReader(layout);
        if (all) {
            return reader.scan().stream()
                    .map(folder -> new ExportItem(layout.relative(folder), Optional.empty()))
                    .toList();
        }
        List<String> whole = new IdResolver(settings).resolveAny(ids);
        Map<String, String> artifacts = new BundleLocator(settings).locate(whole);
        return whole.stream()
                .map(id -> ArtifactFinder.isId(id)
                        ? new ExportItem(known(id, Optional.ofNullable(artifacts.get(id))), Optional.of(id))
                        : new ExportItem(known(id, reader.find(id).map(layout::relative)), Optional.empty()))
                .toList();
    }

    /** Reports a mistyped name before anything is written. */
    private static String known(String id, Optional<String> runPath) {
        return runPath.orElseThrow(() -> UnknownArtifactException.orRun(id));
    }

    private void refuseMissingFolder() {
        Path parent = Path.of(to).toAbsolutePath().normalize().getParent();
        if (to.endsWith(".zip") && parent != null && !Files.exists(parent)) {
            throw misuse("There is no folder " + parent + " to write " + to + " in: create it first");
        }
    }

    private ExportTarget target() throws IOException {
        if (to.equals("-")) {
            return new ZipTarget(new BufferedOutputStream(System.out));
        }
        if (!to.endsWith(".zip")) {
            return FolderTarget.of(Path.of(to));
        }
        try {
            return new ZipTarget(new BufferedOutputStream(
                    Files.newOutputStream(Path.of(to), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw misuse(to + " already exists and is not overwritten: name another file with --to.", e);
        }
    }

    private void report(ExportManifest manifest) {
        PrintWriter out = to.equals("-") ? err() : out();
        if (json) {
            Terminal.json(out, manifest);
            return;
        }
        manifest.problems()
                .forEach(problem -> out.println(problem.code() + ": " + Terminal.printable(problem.runId()) + " "
                        + Terminal.printable(problem.artifactId()) + " " + problem.role() + ": "
                        + Terminal.printable(problem.message())));
        long bytes = manifest.files().stream()
                .mapToLong(ExportManifest.ExportedFile::bytes)
                .sum();
        out.println(manifest.files().size() + " files, " + bytes + " bytes, in " + to
                + (manifest.problems().isEmpty()
                        ? ""
                        : "; " + manifest.problems().size() + " could not be exported"));
        out.flush();
    }

    private static final class FormConverter implements CommandLine.ITypeConverter<ExportFormat> {
        @Override
        public ExportFormat convert(String word) {
            return ExportFormat.of(word)
                    .orElseThrow(() -> new CommandLine.TypeConversionException(
                            "'" + word + "' is none of " + String.join(", ", ExportFormat.words())));
        }
    }
}

package io.runfolio.cli;

import io.runfolio.Runfolio;
import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.artifact.transfer.ExportItem;
import io.runfolio.artifact.transfer.ExportManifest;
import io.runfolio.artifact.transfer.ExportOptions;
import io.runfolio.artifact.transfer.ExportTarget;
import io.runfolio.artifact.transfer.FolderTarget;
import io.runfolio.artifact.transfer.Form;
import io.runfolio.artifact.transfer.NameTemplate;
import io.runfolio.artifact.transfer.TransferException;
import io.runfolio.artifact.transfer.ZipTarget;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.settings.RunfolioSettings;
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
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio export}. */
@Command(
        name = "export",
        description = "Writes artifacts, with their whole provenance, into a zip or a folder.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "Run ids, for all their artifacts, and artifact ids, or their beginnings.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "All runs there are.")
    private boolean all;

    @Option(
            names = "--to",
            paramLabel = "PATH",
            required = true,
            description =
                    "A zip if it ends in .zip, else a folder that is empty or new; - for a zip on standard output.")
    private String to;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            split = ",",
            converter = FormConverter.class,
            description =
                    "original, raw, png, webp, bundle; default: original. raw is the model's own output that a processed one was made from. `runfolio import` needs bundle.")
    private Set<Form> forms = Set.of(Form.ORIGINAL);

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            split = ",",
            description = "A further WebP whose longest side has at most so many pixels. May be repeated.")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--name",
            paramLabel = "TEMPLATE",
            description = "How files are named; default: {run_id}_{position}_{model}.{ext}.")
    private String name = "{run_id}_{position}_{model}.{ext}";

    @Option(names = "--json", description = "The export's manifest as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (ids.isEmpty() != all) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "Say what to export: ids of runs or artifacts, or --all.");
        }
        RunfolioSettings settings = options.read();
        ExportOptions wanted = wanted();
        List<ExportItem> items = items(settings);
        ExportManifest manifest;
        refuseMissingFolder();
        try (ExportTarget target = target()) {
            manifest = Runfolio.exporter(settings).export(items, wanted, target);
        }
        report(manifest);
        return manifest.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private ExportOptions wanted() {
        try {
            return new ExportOptions(forms, sizes, NameTemplate.of(name));
        } catch (TransferException e) {
            throw new CommandLine.ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private List<ExportItem> items(RunfolioSettings settings) {
        BundleLayout layout = new BundleLayout(settings.folders().outputs());
        BundleReader reader = new BundleReader(layout);
        if (all) {
            return reader.scan().stream()
                    .map(folder -> new ExportItem(layout.relative(folder), Optional.empty()))
                    .toList();
        }
        List<String> whole = new Ids(settings).whole(ids);
        Map<String, String> artifacts = new ArtifactPlaces(settings).of(whole);
        return whole.stream()
                .map(id -> ArtifactFinder.isId(id)
                        ? new ExportItem(known(id, Optional.ofNullable(artifacts.get(id))), Optional.of(id))
                        : new ExportItem(known(id, reader.find(id).map(layout::relative)), Optional.empty()))
                .toList();
    }

    /** A name that is mistyped is told before anything is written. */
    private static String known(String id, Optional<String> runPath) {
        return runPath.orElseThrow(() -> UnknownArtifactException.orRun(id));
    }

    private void refuseMissingFolder() {
        Path parent = Path.of(to).toAbsolutePath().normalize().getParent();
        if (to.endsWith(".zip") && parent != null && !Files.exists(parent)) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "There is no folder " + parent + " to write " + to + " in: make it first");
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
            throw new CommandLine.ParameterException(
                    command.commandLine(), to + " is there already; nothing is overwritten.", e);
        }
    }

    private void report(ExportManifest manifest) {
        PrintWriter out = to.equals("-")
                ? command.commandLine().getErr()
                : command.commandLine().getOut();
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

    private static final class FormConverter implements CommandLine.ITypeConverter<Form> {
        @Override
        public Form convert(String word) {
            return Form.of(word)
                    .orElseThrow(() -> new CommandLine.TypeConversionException(
                            "'" + word + "' is none of " + String.join(", ", Form.words())));
        }
    }
}

package io.runfolio.cli.command;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.VariantReader;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.output.ExecutionTable;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.FolderTree;
import io.runfolio.cli.output.Terminal;
import io.runfolio.index.RunQueries;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.RunExtras;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio show}. */
@Command(name = "show", description = "Shows a run.", mixinStandardHelpOptions = true)
public final class ShowCommand extends SettingsCommand {
    @Parameters(
            paramLabel = "RUN",
            description = "Id or unique prefix of a run or of one of its artifacts, see `runfolio list`.")
    private String runId;

    @Option(names = "--json", description = "Print the complete run.json.")
    private boolean json;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        Path outputs = settings.folders().outputs();
        Optional<RunArtifact> run =
                new RunQueries(Backends.outputs(outputs)).getRunById(new IdResolver(settings).resolveRun(runId));
        if (run.isEmpty()) {
            err().println("runfolio: there is no run " + Terminal.printable(runId) + " below " + outputs
                    + "; `runfolio list` shows those there are");
            return ExitCode.FAILURE;
        }
        PrintWriter out = out();
        if (json) {
            out.print(new String(RecordMapper.document(run.get()), StandardCharsets.US_ASCII));
            out.flush();
        } else {
            print(run.get(), outputs, out);
        }
        return ExitCode.OK;
    }

    private static void print(RunArtifact run, Path outputs, PrintWriter out) {
        out.println(run.runId());
        out.println();
        Terminal.wrappedTable(
                out,
                List.of("", ""),
                List.of(
                        List.of("status", run.status()),
                        List.of("model", run.modelKey()),
                        List.of("created", run.createdAt()),
                        List.of(
                                "prompt",
                                run.prompts().raw() == null ? "" : run.prompts().raw()),
                        List.of("tags", String.join(", ", run.tags())),
                        List.of("folder", outputs.resolve(run.runDir()).toString())));
        assets(out, "inputs", run.inputs());
        assets(out, "outputs", run.outputs());
        facts(out, run, outputs);
        ExecutionTable.print(out, RunExtras.of(run).execution());
        sentences(out, "warnings", run.warnings());
        sentences(out, "errors", run.errors());
        out.println();
        FolderTree.print(out, outputs.resolve(run.runDir()));
    }

    private static void assets(PrintWriter out, String title, List<AssetRecord> assets) {
        if (assets.isEmpty()) {
            return;
        }
        out.println();
        Terminal.table(
                out,
                List.of(title.toUpperCase(java.util.Locale.ROOT), "STATE", "TYPE", "SIZE", "BYTES", "WHY"),
                assets.stream()
                        .map(asset -> List.of(
                                asset.relativePath(),
                                AssetExtras.of(asset).state().orElse(""),
                                asset.mimeType() == null ? "" : asset.mimeType(),
                                asset.width() == null ? "" : asset.width() + "x" + asset.height(),
                                asset.bytes() == null ? "" : String.valueOf(asset.bytes()),
                                AssetExtras.of(asset).reason().orElse("")))
                        .toList());
    }

    /** Prints the facts that distinguish outputs of one run. */
    private static void facts(PrintWriter out, RunArtifact run, Path outputs) {
        List<Variant> variants = new RunViewReader(Backends.outputs(outputs))
                .at(run.runDir()).stream().flatMap(VariantReader::variants).toList();
        if (variants.isEmpty()) {
            return;
        }
        List<String> names = List.of("seed", "steps", "guidance", "sampler", "checkpoint");
        out.println();
        Terminal.table(
                out,
                Stream.concat(Stream.of("artifact"), names.stream())
                        .map(name -> name.toUpperCase(java.util.Locale.ROOT))
                        .toList(),
                variants.stream()
                        .map(variant -> {
                            Map<String, Object> facts = ArtifactFacts.of(variant.run(), variant.artifact());
                            return Stream.concat(
                                            Stream.of(
                                                    variant.artifact().record().id()),
                                            names.stream().map(name -> Objects.toString(facts.get(name), "")))
                                    .toList();
                        })
                        .toList());
    }

    private static void sentences(PrintWriter out, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            out.println();
            out.println(title);
            sentences.forEach(sentence -> out.println("  " + Terminal.printable(sentence)));
        }
    }
}

package io.runfolio.cli;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.RunViews;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.Variants;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.index.RunQueries;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio show}. */
@Command(name = "show", description = "Shows one bundled run.", mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Parameters(
            paramLabel = "RUN",
            description =
                    "Run id, as `runfolio list` shows it, or the beginning of one; also the id of one of its artifacts.")
    private String runId;

    @Option(names = "--json", description = "The whole run.json.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        Path outputs = settings.folders().outputs();
        Optional<RunArtifact> run =
                new RunQueries(new BundleLayout(outputs)).getRunById(new Ids(settings).runOf(runId));
        if (run.isEmpty()) {
            command.commandLine()
                    .getErr()
                    .println("runfolio: there is no run " + Terminal.printable(runId) + " below " + outputs
                            + "; `runfolio list` shows those there are");
            return ExitCode.FAILURE;
        }
        PrintWriter out = command.commandLine().getOut();
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
        Terminal.table(
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
        sentences(out, "warnings", run.warnings());
        sentences(out, "errors", run.errors());
        out.println();
        BundleTree.print(out, outputs.resolve(run.runDir()));
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
                                word(asset, "state"),
                                asset.mimeType() == null ? "" : asset.mimeType(),
                                asset.width() == null ? "" : asset.width() + "x" + asset.height(),
                                asset.bytes() == null ? "" : String.valueOf(asset.bytes()),
                                word(asset, "reason")))
                        .toList());
    }

    /** The facts by which outputs of one run are told apart. */
    private static void facts(PrintWriter out, RunArtifact run, Path outputs) {
        List<Variant> variants = new RunViews(new BundleLayout(outputs))
                .at(run.runDir()).stream().flatMap(Variants::variants).toList();
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

    private static String word(AssetRecord asset, String key) {
        return asset.metadata().get("runfolio") instanceof Map<?, ?> ours && ours.get(key) != null
                ? ours.get(key).toString()
                : "";
    }
}

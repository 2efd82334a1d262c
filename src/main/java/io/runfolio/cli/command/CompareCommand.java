package io.runfolio.cli.command;

import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.Comparison;
import io.runfolio.artifact.InvalidReviewException;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.VariantReader;
import io.runfolio.cli.input.BundleLocator;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code runfolio compare}. */
@Command(
        name = "compare",
        description = "Compares artifacts side by side and marks differences.",
        mixinStandardHelpOptions = true)
public final class CompareCommand extends ReportCommand {
    @Parameters(
            paramLabel = "ID",
            arity = "1..*",
            description = "Ids or unique id prefixes of 2 to 16 artifacts; a run means all of its artifacts.")
    private List<String> ids;

    @Override
    public Integer call() {
        PrintWriter out = out();
        RunfolioSettings settings = options.read();
        Comparison comparison = compare(variants(settings, new IdResolver(settings).resolveAny(ids)));
        if (json) {
            Terminal.json(out, comparison);
        } else {
            print(out, comparison);
        }
        return ExitCode.OK;
    }

    private Comparison compare(List<Variant> variants) {
        try {
            return VariantReader.compare(variants);
        } catch (InvalidReviewException e) {
            throw misuse(e.getMessage(), e);
        }
    }

    private static List<Variant> variants(RunfolioSettings settings, List<String> ids) {
        RunViewReader views = new RunViewReader(Backends.outputs(settings));
        Map<String, String> runPaths = new BundleLocator(settings).locate(ids);
        List<Variant> variants = new ArrayList<>();
        for (String id : ids) {
            boolean artifact = ArtifactFinder.isId(id);
            RunView run = (artifact ? views.at(runPaths.getOrDefault(id, "")) : views.find(id))
                    .orElseThrow(() -> UnknownArtifactException.orRun(id));
            VariantReader.variants(run)
                    .filter(variant ->
                            !artifact || variant.artifact().record().id().equals(id))
                    .forEach(variants::add);
        }
        return variants;
    }

    private static void print(PrintWriter out, Comparison comparison) {
        List<String> head = new ArrayList<>(List.of("", ""));
        comparison.columns().forEach(column -> head.add(column.artifactId()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(
                "",
                "run",
                comparison.columns().stream().map(Comparison.Column::runId).toList()));
        comparison.rows().forEach(row -> rows.add(row(row.differs() ? "*" : "", row.name(), row.values())));
        rows.add(row("", "words added", words(comparison, true)));
        rows.add(row("", "words removed", words(comparison, false)));
        Terminal.table(out, head, rows);
    }

    private static List<String> words(Comparison comparison, boolean added) {
        return comparison.columns().stream()
                .map(column -> String.join(
                        " ", added ? column.words().added() : column.words().removed()))
                .toList();
    }

    private static List<String> row(String mark, String name, List<?> values) {
        List<String> row = new ArrayList<>(List.of(mark, name));
        values.forEach(value -> row.add(Objects.toString(value, "")));
        return row;
    }
}

package io.runfolio.cli;

import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.Comparison;
import io.runfolio.artifact.InvalidReviewException;
import io.runfolio.artifact.RunView;
import io.runfolio.artifact.RunViews;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.artifact.Variant;
import io.runfolio.artifact.Variants;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio compare}. */
@Command(
        name = "compare",
        description = "Lays artifacts side by side and marks what differs.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Parameters(
            paramLabel = "ID",
            arity = "1..*",
            description =
                    "Ids of artifacts, or of runs for all their artifacts, or their beginnings: 2 to 16 artifacts.")
    private List<String> ids;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        RunfolioSettings settings = options.read();
        Comparison comparison = compare(variants(settings, new Ids(settings).whole(ids)));
        if (json) {
            Terminal.json(out, comparison);
        } else {
            print(out, comparison);
        }
        return ExitCode.OK;
    }

    private Comparison compare(List<Variant> variants) {
        try {
            return Variants.compare(variants);
        } catch (InvalidReviewException e) {
            throw new CommandLine.ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static List<Variant> variants(RunfolioSettings settings, List<String> ids) {
        RunViews views = new RunViews(new BundleLayout(settings.folders().outputs()));
        Map<String, String> runPaths = new ArtifactPlaces(settings).of(ids);
        List<Variant> variants = new ArrayList<>();
        for (String id : ids) {
            boolean artifact = ArtifactFinder.isId(id);
            RunView run = (artifact ? views.at(runPaths.getOrDefault(id, "")) : views.find(id))
                    .orElseThrow(() -> UnknownArtifactException.orRun(id));
            Variants.variants(run)
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

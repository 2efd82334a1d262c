package io.runfolio.cli.upkeep;

import io.runfolio.Runfolio;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Page;
import io.runfolio.cli.command.SettingsCommand;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.cli.input.QueryOptions;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.work.redo.DerivativeRebuild;
import io.runfolio.work.redo.RebuildEstimate;
import io.runfolio.work.redo.RebuildItem;
import io.runfolio.work.redo.RebuildOutcome;
import io.runfolio.work.redo.RebuildRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio derivatives}. */
@Command(
        name = "derivatives",
        description = "Makes derivatives of sealed runs again.",
        mixinStandardHelpOptions = true,
        subcommands = DerivativesCommand.Rebuild.class)
public final class DerivativesCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                command.commandLine(), "Say what to do: `runfolio derivatives rebuild --only-missing`");
    }

    /** {@code runfolio derivatives rebuild}. */
    @Command(
            name = "rebuild",
            description = "Makes the derivatives of many outputs again: lost ones, or all for other settings.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "The same command continues after an interruption, and may run in several processes at once. "
                        + "Sealed records stay unchanged; each outcome is a line in the bundle's ledger.jsonl.",
                "Exit codes: 0 all was done; 2 wrong usage; 4 some outputs could not be made."
            })
    static final class Rebuild extends SettingsCommand {
        private static final int PAGE = 500;

        @Mixin
        private QueryOptions query;

        @Parameters(arity = "0..*", paramLabel = "WORDS", description = "Required words, as in `runfolio search`.")
        private List<String> words = List.of();

        @Option(
                names = "--only-missing",
                description = "Make only what outputs lack: files, placeholders, hashes, storyboards, waveforms.")
        private boolean onlyMissing;

        @Option(names = "--include-purged", description = "Also make derivatives that a purge removed.")
        private boolean includePurged;

        @Option(
                names = "--settings",
                paramLabel = "KEY=VALUE",
                description = "Derivative setting, such as image_web_format=jpg. May be repeated.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Option(names = "--replace", description = "Delete the sealed derivatives once the new ones are recorded.")
        private boolean replace;

        @Option(
                names = "--sample",
                paramLabel = "COUNT",
                description = "Outputs of each kind that --dry-run makes; default: ${DEFAULT-VALUE}.")
        private int sample = 3;

        @Option(names = "--by", paramLabel = "NAME", description = "Name for the ledger; default: ${DEFAULT-VALUE}.")
        private String by = System.getProperty("user.name");

        @Option(names = "--dry-run", description = "Estimate space and time on a sample and record nothing.")
        private boolean dryRun;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() {
            DerivativeOverrides overrides = overrides();
            if (sample < 1 || sample > 100) {
                throw misuse("--sample must be 1 to 100");
            }
            RunfolioSettings read = options.read();
            Optional<String> text = Optional.of(String.join(" ", words)).filter(joined -> !joined.isBlank());
            ArtifactQuery wanted = query.query(read, text);
            List<RebuildItem> items = CurrentCatalog.query(read, catalog -> items(catalog, wanted));
            RebuildRequest request = new RebuildRequest(overrides, onlyMissing, includePurged, replace, by);
            try (Runfolio runfolio = Runfolio.open(read)) {
                DerivativeRebuild rebuild = runfolio.derivatives();
                return dryRun
                        ? print(RebuildEstimate.of(rebuild, items, request, sample))
                        : run(rebuild, items, request, wanted);
            }
        }

        private DerivativeOverrides overrides() {
            try {
                DerivativeOverrides overrides = new DerivativeOverrides(settings);
                overrides.over(DerivativeSettings.defaults());
                return overrides;
            } catch (IllegalArgumentException e) {
                throw misuse("--settings: " + e.getMessage(), e);
            }
        }

        private static List<RebuildItem> items(Catalog catalog, ArtifactQuery wanted) {
            List<RebuildItem> items = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                Page<CatalogArtifact> page = catalog.artifacts(wanted, PAGE, cursor);
                page.items().stream()
                        .filter(artifact -> RebuildItem.isPossible(artifact.view()))
                        .map(artifact -> RebuildItem.of(artifact.runPath(), artifact.view()))
                        .forEach(items::add);
                cursor = page.next();
            } while (cursor.isPresent());
            return items;
        }

        private int run(
                DerivativeRebuild rebuild, List<RebuildItem> items, RebuildRequest request, ArtifactQuery wanted) {
            Map<String, Integer> outcomes = new TreeMap<>();
            List<Map<String, Object>> problems = new ArrayList<>();
            int[] done = {0};
            String journal = rebuild.run(items, request, String.valueOf(wanted), (item, outcome) -> {
                outcomes.merge(word(outcome), 1, Integer::sum);
                if (outcome.kind() == RebuildOutcome.Kind.FAILED) {
                    problems.add(Map.of("artifact_id", item.artifactId(), "reason", outcome.reason()));
                }
                Terminal.progress(++done[0], items.size(), "outputs");
            });
            print(items.size(), journal, outcomes, problems);
            return problems.isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
        }

        private static String word(RebuildOutcome outcome) {
            String kind = outcome.kind().name().toLowerCase(Locale.ROOT);
            return outcome.kind() == RebuildOutcome.Kind.SKIPPED ? kind + "_" + outcome.reason() : kind;
        }

        private void print(
                int outputs, String journal, Map<String, Integer> outcomes, List<Map<String, Object>> problems) {
            if (json) {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("outputs", outputs);
                document.put("journal", journal);
                document.put("outcomes", outcomes);
                document.put("problems", problems);
                Terminal.json(out(), document);
                return;
            }
            problems.forEach(problem -> out().println(problem.get("artifact_id") + ": "
                    + Terminal.printable(problem.get("reason").toString())));
            out().println(outputs + " outputs");
            outcomes.forEach((kind, count) -> out().println("  " + kind.replace('_', ' ') + ": " + count));
            out().flush();
        }

        private int print(RebuildEstimate estimate) {
            if (json) {
                Terminal.json(out(), estimate);
                return ExitCode.OK;
            }
            out().println(estimate.outputs() + " outputs, " + estimate.toMake() + " to make");
            estimate.others().forEach((reason, count) -> out().println("  " + reason.replace('_', ' ') + ": " + count));
            out().println("about " + estimate.bytes() + " bytes to write, " + estimate.bytesReplaced()
                    + " bytes to delete, " + estimate.seconds() + " s in one process (" + estimate.sampled()
                    + " outputs made to measure)");
            out().flush();
            return ExitCode.OK;
        }
    }
}

package io.runfolio.cli.upkeep;

import io.runfolio.artifact.notes.UpgradeService;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.cli.command.SettingsCommand;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.SettingsRoots;
import io.runfolio.work.preview.MissingPreviews;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio upgrade}. */
@Command(
        name = "upgrade",
        description = "Adds to older bundles the records that bundles have now: artifacts.json and SHA256SUMS.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "No file is changed, and a damaged bundle is left alone. A bundle of another program is upgraded too.",
            "Exit codes: 0 all are up to date; 1 there is no such run; 2 wrong usage; 4 some were left alone."
        })
public final class UpgradeCommand extends SettingsCommand {
    @Parameters(paramLabel = "RUN", arity = "0..*", description = "Run ids or unique prefixes.")
    private List<String> runs = List.of();

    @Option(names = "--all", description = "Upgrade all runs.")
    private boolean all;

    @Option(names = "--by", paramLabel = "NAME", description = "Name for the ledger; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Option(names = "--dry-run", description = "List what would be added and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (runs.isEmpty() != all) {
            throw misuse("Say what to upgrade: ids of runs, or --all.");
        }
        RunfolioSettings settings = options.read();
        BundleLayout layout = Backends.outputs(settings);
        BundleReader reader = new BundleReader(layout);
        List<Path> bundles = new ArrayList<>();
        for (String run : runs) {
            Optional<Path> bundle = reader.find(new IdResolver(settings).resolveRun(run));
            if (bundle.isEmpty()) {
                err().println("runfolio: there is no run " + Terminal.printable(run)
                        + "; `runfolio list` shows those there are");
                return ExitCode.FAILURE;
            }
            bundles.add(bundle.get());
        }
        UpgradeService service = new UpgradeService(layout, Clock.systemUTC());
        if (dryRun) {
            List<Path> chosen = all ? reader.scan() : bundles;
            return print(chosen.stream().map(service::preview).toList(), lacking(reader, settings, chosen));
        }
        try (var roots = SettingsRoots.openOutputs(settings)) {
            List<Path> chosen = all ? reader.scan() : bundles;
            return print(
                    chosen.stream().map(bundle -> service.upgrade(bundle, by)).toList(),
                    lacking(reader, settings, chosen));
        }
    }

    /** Returns for each run how many of its outputs lack a placeholder, hash, storyboard or waveform. */
    private static Map<String, Long> lacking(BundleReader reader, RunfolioSettings settings, List<Path> bundles) {
        Set<MissingPreviews.Kind> enabled =
                MissingPreviews.enabled(settings.media().video());
        Map<String, Long> lacking = new LinkedHashMap<>();
        for (Path bundle : bundles) {
            try {
                long outputs = reader.run(bundle).outputs().stream()
                        .filter(output -> !Collections.disjoint(MissingPreviews.of(output), enabled))
                        .count();
                lacking.put(bundle.getFileName().toString(), outputs);
            } catch (UnreadableRecordException e) {
                continue; // the upgrade names it
            }
        }
        return lacking;
    }

    private int print(List<UpgradeService.Result> results, Map<String, Long> lacking) {
        if (json) {
            Terminal.json(
                    out(),
                    results.stream()
                            .map(result -> json(result, lacking.getOrDefault(result.runId(), 0L)))
                            .toList());
        } else {
            results.stream().filter(result -> !result.isUpToDate()).forEach(this::print);
            long upToDate =
                    results.stream().filter(UpgradeService.Result::isUpToDate).count();
            out().println(sum(results.size(), upToDate));
            long outputs = lacking.values().stream().mapToLong(count -> count).sum();
            if (outputs > 0) {
                out().println(outputs + " outputs lack placeholders, hashes, storyboards or waveforms: "
                        + "run `runfolio derivatives rebuild --only-missing`");
            }
            out().flush();
        }
        return results.stream().allMatch(result -> result.problem().isEmpty()) ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private static String sum(int bundles, long upToDate) {
        if (bundles == 0) {
            return "there are no bundles";
        }
        String number = bundles == 1 ? "1 bundle, " : bundles + " bundles, ";
        return number + upToDate + " up to date" + (upToDate == bundles ? ": nothing to do" : "");
    }

    private void print(UpgradeService.Result result) {
        out().println(result.runId() + ": "
                + (result.problem().isEmpty()
                        ? (dryRun ? "would add " : "has now ") + String.join(", ", result.added())
                        : "left alone: " + result.problem()));
    }

    private static Map<String, Object> json(UpgradeService.Result result, long lacking) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("run_id", result.runId());
        document.put("format_version_before", result.before());
        document.put("added", result.added());
        document.put("outputs_lacking_previews", lacking);
        document.put("problem", result.problem().isEmpty() ? null : result.problem());
        return document;
    }
}

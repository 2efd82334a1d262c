package io.runfolio.cli.command;

import io.runfolio.Runfolio;
import io.runfolio.artifact.RunViewReader;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.input.QueryOptions;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.cli.upkeep.RedoJobOptions;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.redo.Redo;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio redo}. */
@Command(
        name = "redo",
        description = {
            "Retries the derivatives of outputs that failed for a temporary reason.",
            "With --queue: makes the derivatives of many outputs again, as a job for all workers."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Sealed records stay unchanged; the outcome is appended to the bundle's ledger.jsonl and shown by "
                    + "all readers.",
            "Exit codes: 0 all was done; 1 there is no such run; 2 wrong usage; 4 some could not be done just now."
        })
public final class RedoCommand extends ReportCommand {
    @Parameters(paramLabel = "RUN", arity = "0..*", description = "Run ids or unique prefixes, see `runfolio list`.")
    private List<String> runIds = List.of();

    @Option(names = "--state", paramLabel = "STATE", description = "State of the outputs: failed or unsupported.")
    private String state;

    @Option(names = "--code", paramLabel = "CODE", description = "Code of the outputs, such as corrupt.")
    private String code;

    @Option(names = "--by", paramLabel = "NAME", description = "Name for the review log; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Option(names = "--dry-run", description = "List the outputs and change nothing.")
    private boolean dryRun;

    @Mixin
    private RedoJobOptions jobs;

    @Mixin
    private QueryOptions query;

    private boolean missing;

    @Override
    public Integer call() {
        if (jobs.isUsed()) {
            checkJobUsage();
            return jobs.run(options.read(), query, new RedoJobOptions.Outputs(state, code, by, dryRun), json);
        }
        checkUsage();
        RunfolioSettings settings = options.read();
        Path outputs = settings.folders().outputs();
        if (!Files.isDirectory(outputs)) {
            return refuse("there is no folder " + outputs + "; set runfolio.outputs");
        }
        List<Redo.Candidate> candidates = candidates(
                Backends.outputs(settings),
                runIds.stream()
                        .map(new IdResolver(settings)::resolveRun)
                        .distinct()
                        .toList());
        if (missing) {
            return ExitCode.FAILURE;
        }
        if (dryRun || candidates.isEmpty()) {
            print(candidates.stream().map(RedoCommand::planned).toList());
            return ExitCode.OK;
        }
        try (Runfolio runfolio = Runfolio.open(settings)) {
            Redo redo = runfolio.redo();
            List<Redo.Outcome> outcomes = candidates.stream()
                    .map(candidate -> redo.redo(candidate, by))
                    .toList();
            print(outcomes.stream().map(RedoCommand::done).toList());
            return outcomes.stream().anyMatch(outcome -> outcome.fault().isPresent())
                    ? ExitCode.NOT_READY
                    : ExitCode.OK;
        }
    }

    private void checkJobUsage() {
        if (!runIds.isEmpty()) {
            throw usage("A job takes no runs: name one with --run, or leave out --queue");
        }
        checkState();
    }

    private void checkUsage() {
        if (jobs.hasQueueOptions() || !query.query(Optional.empty()).equals(ArtifactQuery.all())) {
            throw usage("Filters and --derivatives are for jobs: add --queue");
        }
        if (runIds.isEmpty() && state == null && code == null) {
            throw usage("Name runs, or choose outputs with --state and --code, such as --state failed --code corrupt");
        }
        checkState();
    }

    private void checkState() {
        if (state != null && !Redo.UNUSABLE.contains(state)) {
            throw usage("--state " + Terminal.printable(state) + " is neither failed nor unsupported");
        }
    }

    private CommandLine.ParameterException usage(String message) {
        return misuse(message);
    }

    private List<Redo.Candidate> candidates(BundleLayout layout, List<String> runs) {
        RunViewReader views = new RunViewReader(layout);
        BundleReader reader = new BundleReader(layout);
        List<Path> bundles = new ArrayList<>();
        for (String runId : runs) {
            reader.find(runId).ifPresentOrElse(bundles::add, () -> {
                missing = true;
                refuse("there is no run " + Terminal.printable(runId) + "; `runfolio list` shows those there are");
            });
        }
        List<Redo.Candidate> candidates = new ArrayList<>();
        for (Path bundle : runs.isEmpty() ? reader.scan() : bundles) {
            try {
                candidates.addAll(
                        Redo.candidates(views.read(bundle), Optional.ofNullable(state), Optional.ofNullable(code)));
            } catch (UnreadableRecordException e) {
                refuse(bundle.getFileName() + " cannot be read; run `runfolio verify`");
            }
        }
        return candidates;
    }

    private int refuse(String message) {
        err().println("runfolio: " + message);
        return ExitCode.FAILURE;
    }

    private static Map<String, Object> planned(Redo.Candidate candidate) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("run_id", candidate.runId());
        row.put("output", candidate.output());
        row.put("state", candidate.state());
        row.put("code", candidate.code());
        row.put("reason", candidate.reason());
        return row;
    }

    private static Map<String, Object> done(Redo.Outcome outcome) {
        Map<String, Object> row = planned(outcome.candidate());
        row.put("state_before", outcome.candidate().state());
        row.put("code_before", outcome.candidate().code());
        row.put("state", outcome.state());
        row.put("code", outcome.code());
        row.put("reason", outcome.reason());
        row.put("written", outcome.written());
        row.put("fault", outcome.fault().orElse(null));
        return row;
    }

    private void print(List<Map<String, Object>> rows) {
        PrintWriter out = out();
        if (json) {
            Terminal.json(out, rows);
            return;
        }
        for (Map<String, Object> row : rows) {
            Object fault = row.get("fault");
            String end = fault != null ? "not done: " + fault : dryRun ? "may be made again" : "now " + after(row);
            out.println(row.get("run_id") + " output " + row.get("output") + ": " + before(row) + "; "
                    + Terminal.printable(end));
        }
        out.println(rows.isEmpty() ? "No outputs to make again." : rows.size() + " outputs.");
        out.flush();
    }

    private static String before(Map<String, Object> row) {
        return row.getOrDefault("state_before", row.get("state")) + " ("
                + row.getOrDefault("code_before", row.get("code")) + ")";
    }

    private static String after(Map<String, Object> row) {
        return row.get("code").toString().isEmpty() ? state(row) : state(row) + ": " + row.get("reason");
    }

    private static String state(Map<String, Object> row) {
        return row.get("code").toString().isEmpty()
                ? row.get("state").toString()
                : row.get("state") + " (" + row.get("code") + ")";
    }
}

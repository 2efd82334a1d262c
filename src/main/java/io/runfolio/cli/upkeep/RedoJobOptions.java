package io.runfolio.cli.upkeep;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.cli.input.QueryOptions;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobState;
import io.runfolio.intake.DerivativeOverrides;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.redo.RebuildRequest;
import io.runfolio.work.redo.job.RedoOrder;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of {@code runfolio redo} for jobs that all workers share. */
public final class RedoJobOptions {
    /** Outputs of a job that have derivatives. */
    enum Derivatives {
        ALL,
        MISSING,
        OUTDATED
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup
    private Action action = new Action();

    /** Action of the command; one of them. */
    private static final class Action {
        @Option(names = "--queue", description = "Make a job for the workers of the outputs folder, and end.")
        private boolean queue;

        @Option(names = "--jobs", description = "List the jobs, and what failed in the newest one.")
        private boolean list;

        @Option(names = "--pause", paramLabel = "JOB", description = "Pause a job.")
        private String pause;

        @Option(names = "--resume", paramLabel = "JOB", description = "Resume a job that was paused.")
        private String resume;

        @Option(names = "--cancel", paramLabel = "JOB", description = "End a job; what is done stays.")
        private String cancel;
    }

    @Option(names = "--all", description = "With --queue: the whole library, as there are no filters.")
    private boolean all;

    @Option(
            names = "--derivatives",
            paramLabel = "WHICH",
            description = "With --queue: all, missing, or outdated, which are those made with other settings than"
                    + " --settings, or than the defaults. Default: all.")
    private String derivatives;

    @Option(
            names = "--settings",
            paramLabel = "KEY=VALUE",
            description = "With --queue: derivative setting, such as image_web_format=jpg. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--include-purged", description = "With --queue: also derivatives that a purge removed.")
    private boolean includePurged;

    @Option(
            names = "--replace",
            description = "With --queue: delete the sealed derivatives once new ones are recorded.")
    private boolean replace;

    /**
     * Outputs and name, as the command has them.
     *
     * @param state state of outputs without derivatives; null for none
     * @param code code of such outputs; null for any
     * @param by name for the ledgers
     * @param dryRun whether no job is made
     */
    public record Outputs(String state, String code, String by, boolean dryRun) {
        private boolean isOfFailed() {
            return state != null || code != null;
        }
    }

    /** Returns whether something is to be done with jobs. */
    public boolean isUsed() {
        return action.queue || action.list || action.pause != null || action.resume != null || action.cancel != null;
    }

    /** Returns whether an option was given that makes sense with a new job only. */
    public boolean hasQueueOptions() {
        return all || derivatives != null || !settings.isEmpty() || includePurged || replace;
    }

    /** Does it, prints the result, and returns the exit code. */
    public int run(RunfolioSettings read, QueryOptions query, Outputs outputs, boolean json) {
        JobQueue jobs = Backends.jobs(read, "");
        PrintWriter out = command.commandLine().getOut();
        if (action.list) {
            RedoJobReport.print(jobs, out, json);
            return ExitCode.OK;
        }
        if (action.queue) {
            return create(read, jobs, query.query(read, Optional.empty()), outputs, json);
        }
        return change(jobs, out);
    }

    private int change(JobQueue jobs, PrintWriter out) {
        JobState state =
                action.pause != null ? JobState.PAUSED : action.resume != null ? JobState.RUNNING : JobState.CANCELLED;
        String job = Optional.ofNullable(action.pause)
                .or(() -> Optional.ofNullable(action.resume))
                .orElse(action.cancel);
        if (!jobs.change(job, state)) {
            command.commandLine()
                    .getErr()
                    .println("runfolio: there is no open job " + Terminal.printable(job)
                            + "; `runfolio redo --jobs` shows those there are");
            return ExitCode.FAILURE;
        }
        out.println("job " + job + ": " + state.word());
        out.flush();
        return ExitCode.OK;
    }

    private int create(RunfolioSettings read, JobQueue jobs, ArtifactQuery query, Outputs outputs, boolean json) {
        check(query, outputs);
        RebuildRequest request = request(outputs);
        PrintWriter out = command.commandLine().getOut();
        return CurrentCatalog.query(read, catalog -> {
            if (outputs.dryRun()) {
                out.println(catalog.count(query, Integer.MAX_VALUE) + " outputs match the filters");
                out.flush();
                return ExitCode.OK;
            }
            Job job = outputs.isOfFailed()
                    ? RedoOrder.create(
                            jobs, catalog, query, new RedoOrder.Failed(outputs.state(), outputs.code()), outputs.by())
                    : RedoOrder.create(jobs, catalog, query, request);
            if (json) {
                Terminal.json(out, RedoJobReport.row(job));
            } else {
                out.println("job " + job.id() + ": " + job.total()
                        + " outputs; workers do it while they have no events," + " see `runfolio redo --jobs`");
                out.flush();
            }
            return ExitCode.OK;
        });
    }

    private void check(ArtifactQuery query, Outputs outputs) {
        boolean isUnfiltered = query.equals(ArtifactQuery.all()) && !outputs.isOfFailed();
        if (isUnfiltered && !all) {
            throw misuse("Choose outputs with filters, or the whole library with --all");
        }
        if (!query.equals(ArtifactQuery.all()) && all) {
            throw misuse("--all and filters exclude each other");
        }
        boolean isOfDerivatives = derivatives != null || !settings.isEmpty() || replace || includePurged;
        if (outputs.isOfFailed() && isOfDerivatives) {
            throw misuse("--state and --code choose outputs without derivatives: leave out --derivatives, --settings,"
                    + " --replace and --include-purged");
        }
    }

    private RebuildRequest request(Outputs outputs) {
        Derivatives which = which();
        if (which == Derivatives.OUTDATED && settings.isEmpty()) {
            RecordMapper.tree(DerivativeSettings.defaults())
                    .properties()
                    .forEach(setting ->
                            settings.put(setting.getKey(), setting.getValue().asText()));
        }
        DerivativeOverrides overrides = new DerivativeOverrides(settings);
        try {
            overrides.over(DerivativeSettings.defaults());
        } catch (IllegalArgumentException e) {
            throw misuse("--settings: " + e.getMessage());
        }
        return new RebuildRequest(overrides, which == Derivatives.MISSING, includePurged, replace, outputs.by());
    }

    private Derivatives which() {
        try {
            return derivatives == null ? Derivatives.ALL : Derivatives.valueOf(derivatives.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw misuse("--derivatives must be all, missing or outdated, not " + Terminal.printable(derivatives));
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}

package io.runfolio.cli.input;

import io.runfolio.bundle.CreatedAt;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.run.ArtifactClass;
import io.runfolio.run.AssetKind;
import io.runfolio.run.ReviewStatus;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SpellingSuggestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Filter options. Values of a repeated option are alternatives; different options must all match. */
public final class QueryOptions {
    private static final String REPEATED = " May be repeated to match any.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--model", paramLabel = "KEY", description = "Model key." + REPEATED)
    private List<String> models = new ArrayList<>();

    @Option(
            names = {"--status", "--run-status"},
            paramLabel = "WORD",
            description = "Run status, such as succeeded." + REPEATED)
    private List<String> runStatuses = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "WORD", description = "Tag." + REPEATED)
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--review",
            paramLabel = "WORD",
            description = "Review status: review, approved, rejected or draft." + REPEATED)
    private List<String> statuses = new ArrayList<>();

    @Option(
            names = "--class",
            paramLabel = "WORD",
            description = "Artifact class: visual, video, research or knowledge." + REPEATED)
    private List<String> classes = new ArrayList<>();

    @Option(names = "--type", paramLabel = "WORD", description = "Artifact type." + REPEATED)
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--kind",
            paramLabel = "WORD",
            description = "File kind: image, video, audio, text or other." + REPEATED)
    private List<String> kinds = new ArrayList<>();

    @Option(names = "--run", paramLabel = "RUN", description = "Run id or unique prefix.")
    private String run;

    @Option(names = "--project", paramLabel = "NAME", description = "Project name.")
    private String project;

    @Option(names = "--user", paramLabel = "NAME", description = "User that requested the run.")
    private String user;

    @Option(names = "--channel", paramLabel = "NAME", description = "Channel of the request.")
    private String channel;

    @Option(names = "--agent", paramLabel = "NAME", description = "Agent that requested the run.")
    private String agent;

    @Option(names = "--template", paramLabel = "ID", description = "Template id.")
    private String template;

    @Option(names = "--preset", paramLabel = "NAME", description = "Preset name.")
    private String preset;

    @Option(names = "--pipeline", paramLabel = "ID", description = "Pipeline id.")
    private String pipeline;

    @Option(names = "--group", paramLabel = "NAME", description = "Variant group.")
    private String group;

    @Option(names = "--seed", paramLabel = "SEED", description = "Seed.")
    private String seed;

    @Option(names = "--min-width", paramLabel = "PIXELS", description = "Minimum width of the original.")
    private Integer minWidth;

    @Option(names = "--min-height", paramLabel = "PIXELS", description = "Minimum height of the original.")
    private Integer minHeight;

    @Option(
            names = "--after",
            paramLabel = "TIME",
            description = "Earliest creation time: 2026-03-26 (UTC) or 2026-03-26T21:45:12+01:00.")
    private String after;

    @Option(names = "--before", paramLabel = "TIME", description = "Creation time before this, in the same form.")
    private String before;

    /**
     * Returns the query with these words to search for, if any. A run may be named by the beginning of its id.
     *
     * @throws ParameterException if a value is not one of the known values
     */
    public ArtifactQuery query(RunfolioSettings settings, Optional<String> text) {
        check("--review", statuses, ReviewStatus.jsonNames());
        check("--class", classes, ArtifactClass.jsonNames());
        check("--kind", kinds, AssetKind.jsonNames());
        run = run == null ? null : new IdResolver(settings).resolveAny(run);
        return query(text);
    }

    private void check(String option, List<String> words, List<String> known) {
        words.stream().filter(word -> !known.contains(word)).findFirst().ifPresent(word -> {
            throw new ParameterException(
                    command.commandLine(),
                    option + " must be one of " + String.join(", ", known) + ", not " + word
                            + SpellingSuggestion.hint(word, known));
        });
    }

    /** Returns the query with these words as it was given, without a look at known values. */
    public ArtifactQuery query(Optional<String> text) {
        return new ArtifactQuery(
                text,
                models,
                statuses,
                runStatuses,
                classes,
                types,
                tags,
                kinds,
                Optional.ofNullable(run),
                Optional.ofNullable(project),
                Optional.ofNullable(user),
                Optional.ofNullable(channel),
                Optional.ofNullable(agent),
                Optional.ofNullable(template),
                Optional.ofNullable(preset),
                Optional.ofNullable(pipeline),
                Optional.ofNullable(group),
                Optional.ofNullable(seed),
                Optional.ofNullable(minWidth),
                Optional.ofNullable(minHeight),
                time("--after", after),
                time("--before", before));
    }

    /** Returns whether nothing is asked but what index lines tell: model and status. */
    public boolean isOfIndex() {
        QueryOptions same = new QueryOptions();
        same.models = models;
        same.runStatuses = runStatuses;
        return same.query(Optional.empty()).equals(query(Optional.empty()));
    }

    private Optional<Instant> time(String option, String text) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Instant> time = CreatedAt.instant(text).or(() -> CreatedAt.instant(text + "T00:00:00"));
        if (time.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "\"" + text + "\" is no time for " + option
                            + ": write it as 2026-03-26 or 2026-03-26T21:45:12+01:00");
        }
        return time;
    }
}

package io.runfolio.cli;

import io.runfolio.bundle.CreatedAt;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.settings.Nearest;
import io.runfolio.settings.RunfolioSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be asked of the catalog. An option that may be repeated names alternatives; different options must all hold. */
final class QueryOptions {
    private static final String REPEATED = " May be repeated: either counts.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--model", paramLabel = "KEY", description = "Only of this model." + REPEATED)
    private List<String> models = new ArrayList<>();

    @Option(
            names = {"--status", "--run-status"},
            paramLabel = "WORD",
            description = "Only of runs that ended so, such as succeeded." + REPEATED)
    private List<String> runStatuses = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "WORD", description = "Only with this tag." + REPEATED)
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--review",
            paramLabel = "WORD",
            description = "Only what stands so in review: review, approved, rejected or draft." + REPEATED)
    private List<String> statuses = new ArrayList<>();

    @Option(
            names = "--class",
            paramLabel = "WORD",
            description = "Only of this class: visual, video, research or knowledge." + REPEATED)
    private List<String> classes = new ArrayList<>();

    @Option(names = "--type", paramLabel = "WORD", description = "Only of this artifact type." + REPEATED)
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--kind",
            paramLabel = "WORD",
            description = "Only such files: image, video, audio, text or other." + REPEATED)
    private List<String> kinds = new ArrayList<>();

    @Option(names = "--run", paramLabel = "RUN", description = "Only of this run.")
    private String run;

    @Option(names = "--project", paramLabel = "NAME", description = "Only of this project.")
    private String project;

    @Option(names = "--user", paramLabel = "NAME", description = "Only what this user asked for.")
    private String user;

    @Option(names = "--channel", paramLabel = "NAME", description = "Only what was asked for in this channel.")
    private String channel;

    @Option(names = "--agent", paramLabel = "NAME", description = "Only what this agent asked for.")
    private String agent;

    @Option(names = "--template", paramLabel = "ID", description = "Only from this template.")
    private String template;

    @Option(names = "--preset", paramLabel = "NAME", description = "Only of this preset.")
    private String preset;

    @Option(names = "--pipeline", paramLabel = "ID", description = "Only of this pipeline.")
    private String pipeline;

    @Option(names = "--group", paramLabel = "NAME", description = "Only of this group of variants.")
    private String group;

    @Option(names = "--seed", paramLabel = "SEED", description = "Only with this seed.")
    private String seed;

    @Option(names = "--min-width", paramLabel = "PIXELS", description = "Only at least so wide.")
    private Integer minWidth;

    @Option(names = "--min-height", paramLabel = "PIXELS", description = "Only at least so high.")
    private Integer minHeight;

    @Option(
            names = "--after",
            paramLabel = "TIME",
            description = "Only of runs of this time or later: 2026-03-26 (UTC) or 2026-03-26T21:45:12+01:00.")
    private String after;

    @Option(names = "--before", paramLabel = "TIME", description = "Only of runs before this time, likewise.")
    private String before;

    /**
     * Returns the query with these words to search for, if any; a run may be named by the beginning of its id.
     *
     * @throws ParameterException if a value is not one of the known values
     */
    ArtifactQuery query(RunfolioSettings settings, Optional<String> text) {
        check("--review", statuses, List.of("review", "approved", "rejected", "draft"));
        check("--class", classes, List.of("visual", "video", "research", "knowledge"));
        check("--kind", kinds, List.of("image", "video", "audio", "text", "other"));
        run = run == null ? null : new Ids(settings).whole(run);
        return query(text);
    }

    private void check(String option, List<String> words, List<String> known) {
        words.stream().filter(word -> !known.contains(word)).findFirst().ifPresent(word -> {
            throw new ParameterException(
                    command.commandLine(),
                    option + " must be one of " + String.join(", ", known) + ", not " + word
                            + Nearest.hint(word, known));
        });
    }

    private ArtifactQuery query(Optional<String> text) {
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
    boolean isOfIndex() {
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

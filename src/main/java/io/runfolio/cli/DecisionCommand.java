package io.runfolio.cli;

import io.runfolio.artifact.InvalidReviewException;
import io.runfolio.artifact.LedgerAction;
import io.runfolio.artifact.ReviewOutcome;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.Reviews;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageException;
import io.runfolio.settings.RunfolioSettings;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio approve} and its sisters: each decides on artifacts, one by one. */
abstract class DecisionCommand implements Callable<Integer> {
    private final LedgerAction action;

    @Mixin
    private SettingsOptions options;

    @Parameters(paramLabel = "ARTIFACT", arity = "1..*", description = "Ids of artifacts, or their beginnings.")
    private List<String> ids;

    @Option(names = "--by", paramLabel = "NAME", description = "Who decides; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
    private String note;

    @Option(
            names = "--revision",
            paramLabel = "N",
            description = "Only if the artifact is still at this revision; for one artifact.")
    private Long revision;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    DecisionCommand(LedgerAction action) {
        this.action = action;
    }

    @Override
    public Integer call() {
        if (revision != null && ids.size() > 1) {
            throw new CommandLine.ParameterException(command.commandLine(), "A revision is that of one artifact.");
        }
        RunfolioSettings settings = options.read();
        ArtifactPlaces places = new ArtifactPlaces(settings);
        List<String> whole = new Ids(settings).artifacts(ids);
        Map<String, String> runPaths = places.of(whole);
        List<Reviews.Placed> changes = whole.stream()
                .map(id -> new Reviews.Placed(runPaths.getOrDefault(id, ""), request(id)))
                .toList();
        List<ReviewOutcome> outcomes = new Reviews(
                        new BundleLayout(settings.folders().outputs()), places, Clock.systemUTC())
                .applyAll(changes);
        print(outcomes);
        return outcomes.stream()
                .flatMap(outcome -> outcome.refusal().stream())
                .mapToInt(refusal -> refusal instanceof StorageException ? ExitCode.NOT_READY : ExitCode.REFUSED)
                .max()
                .orElse(ExitCode.OK);
    }

    private ReviewRequest request(String id) {
        OptionalLong expected = revision == null ? OptionalLong.empty() : OptionalLong.of(revision);
        try {
            return new ReviewRequest(id, action, by, Optional.ofNullable(note), expected, Map.of());
        } catch (InvalidReviewException e) {
            throw new CommandLine.ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private void print(List<ReviewOutcome> outcomes) {
        if (json) {
            Terminal.json(
                    command.commandLine().getOut(),
                    outcomes.stream().map(DecisionCommand::row).toList());
            return;
        }
        Terminal.table(
                command.commandLine().getOut(),
                List.of("ARTIFACT", "STATUS", "REVISION", "REFUSED"),
                outcomes.stream()
                        .map(outcome -> row(outcome).values().stream()
                                .map(value -> value == null ? "" : String.valueOf(value))
                                .toList())
                        .toList());
    }

    private static Map<String, Object> row(ReviewOutcome outcome) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("artifact_id", outcome.request().artifactId());
        row.put(
                "status",
                outcome.artifact().map(artifact -> artifact.review().status()).orElse(null));
        row.put(
                "revision",
                outcome.artifact().map(artifact -> artifact.review().revision()).orElse(null));
        row.put("refused", outcome.refusal().map(RunfolioException::getMessage).orElse(null));
        return row;
    }

    /** {@code runfolio approve}. */
    @Command(name = "approve", description = "Approves artifacts.", mixinStandardHelpOptions = true)
    static final class Approve extends DecisionCommand {
        Approve() {
            super(LedgerAction.APPROVE);
        }
    }

    /** {@code runfolio reject}. */
    @Command(name = "reject", description = "Rejects artifacts; they are kept.", mixinStandardHelpOptions = true)
    static final class Reject extends DecisionCommand {
        Reject() {
            super(LedgerAction.REJECT);
        }
    }

    /** {@code runfolio request-changes}. */
    @Command(
            name = "request-changes",
            description = "Sends artifacts back to their makers, as drafts.",
            mixinStandardHelpOptions = true)
    static final class RequestChanges extends DecisionCommand {
        RequestChanges() {
            super(LedgerAction.REQUEST_CHANGES);
        }
    }

    /** {@code runfolio reopen}. */
    @Command(name = "reopen", description = "Takes artifacts back into review.", mixinStandardHelpOptions = true)
    static final class Reopen extends DecisionCommand {
        Reopen() {
            super(LedgerAction.REOPEN);
        }
    }

    /** {@code runfolio prefer}. */
    @Command(
            name = "prefer",
            description = "Makes an artifact the preferred one of its run, or of its group of variants.",
            mixinStandardHelpOptions = true)
    static final class Prefer extends DecisionCommand {
        Prefer() {
            super(LedgerAction.PREFER);
        }
    }
}

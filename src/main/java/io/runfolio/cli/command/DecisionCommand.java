package io.runfolio.cli.command;

import io.runfolio.artifact.InvalidReviewException;
import io.runfolio.artifact.ReviewAction;
import io.runfolio.artifact.ReviewOutcome;
import io.runfolio.artifact.ReviewRequest;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.cli.input.BundleLocator;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio approve} and its sisters: each decides on artifacts, one by one. */
public abstract class DecisionCommand extends ReportCommand {
    private final ReviewAction action;

    @Parameters(paramLabel = "ARTIFACT", arity = "1..*", description = "Artifact ids or unique prefixes.")
    private List<String> ids;

    @Option(names = "--by", paramLabel = "NAME", description = "Name of the reviewer; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Option(names = "--note", paramLabel = "TEXT", description = "Reason, kept in the review log.")
    private String note;

    @Option(
            names = "--revision",
            paramLabel = "N",
            description = "Expected revision of the artifact; another one is a conflict. For one artifact only.")
    private Long revision;

    DecisionCommand(ReviewAction action) {
        this.action = action;
    }

    @Override
    public Integer call() {
        if (revision != null && ids.size() > 1) {
            throw misuse("--revision is for one artifact, and " + ids.size()
                    + " are named: omit it, or decide them one by one.");
        }
        RunfolioSettings settings = options.read();
        BundleLocator places = new BundleLocator(settings);
        List<String> whole = new IdResolver(settings).resolveArtifacts(ids);
        Map<String, String> runPaths = places.locate(whole);
        List<ReviewService.LocatedRequest> changes = whole.stream()
                .map(id -> new ReviewService.LocatedRequest(runPaths.getOrDefault(id, ""), request(id)))
                .toList();
        List<ReviewOutcome> outcomes =
                new ReviewService(Backends.outputs(settings), places, Clock.systemUTC()).applyAll(changes);
        print(outcomes);
        return outcomes.stream()
                .flatMap(outcome -> outcome.refusal().stream())
                .mapToInt(DecisionCommand::exitCode)
                .max()
                .orElse(ExitCode.OK);
    }

    private static int exitCode(RunfolioException refusal) {
        if (refusal instanceof StorageException) {
            return ExitCode.NOT_READY;
        }
        return refusal instanceof UnknownArtifactException ? ExitCode.FAILURE : ExitCode.REFUSED;
    }

    private ReviewRequest request(String id) {
        OptionalLong expected = revision == null ? OptionalLong.empty() : OptionalLong.of(revision);
        try {
            return new ReviewRequest(id, action, by, Optional.ofNullable(note), expected, Map.of());
        } catch (InvalidReviewException e) {
            throw misuse(e.getMessage(), e);
        }
    }

    private void print(List<ReviewOutcome> outcomes) {
        if (json) {
            Terminal.json(out(), outcomes.stream().map(DecisionCommand::row).toList());
            return;
        }
        Terminal.wrappedTable(
                out(),
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
    public static final class Approve extends DecisionCommand {
        Approve() {
            super(ReviewAction.APPROVE);
        }
    }

    /** {@code runfolio reject}. */
    @Command(name = "reject", description = "Rejects artifacts; their files are kept.", mixinStandardHelpOptions = true)
    public static final class Reject extends DecisionCommand {
        Reject() {
            super(ReviewAction.REJECT);
        }
    }

    /** {@code runfolio request-changes}. */
    @Command(
            name = "request-changes",
            description = "Requests changes: the artifacts become drafts.",
            mixinStandardHelpOptions = true)
    public static final class RequestChanges extends DecisionCommand {
        RequestChanges() {
            super(ReviewAction.REQUEST_CHANGES);
        }
    }

    /** {@code runfolio reopen}. */
    @Command(name = "reopen", description = "Reopens the review of artifacts.", mixinStandardHelpOptions = true)
    public static final class Reopen extends DecisionCommand {
        Reopen() {
            super(ReviewAction.REOPEN);
        }
    }

    /** {@code runfolio prefer}. */
    @Command(
            name = "prefer",
            description = "Marks an artifact as the preferred one of its run or variant group.",
            mixinStandardHelpOptions = true)
    public static final class Prefer extends DecisionCommand {
        Prefer() {
            super(ReviewAction.PREFER);
        }
    }
}

package io.runfolio.cli.removal;

import io.runfolio.bundle.ledger.Hold;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.retention.hold.HoldRequest;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.retention.hold.HoldTime;
import io.runfolio.retention.hold.InvalidHoldException;
import io.runfolio.retention.hold.LocatedHold;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio hold}. */
@Command(
        name = "hold",
        description = "Holds artifacts or runs: nothing of them is removed until the hold ends.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 held; 1 an id is unknown; 2 wrong usage; 4 the disk failed."})
public final class HoldCommand extends ReportCommand {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of artifacts or runs, or unique prefixes.")
    private List<String> ids;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why, such as the name of a case; kept in the bundle.")
    private String reason;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "When it ends: 2027-01-31, a time with offset, or 90d, 12w, 6m, 7y. Default: on release.")
    private String until;

    @Option(names = "--by", paramLabel = "NAME", description = "Who holds; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        WritableRoots.openOutputs(settings);
        HoldService holds = new HoldService(Backends.outputs(settings), Clock.systemUTC());
        List<LocatedHold> done = new ArrayList<>();
        try {
            Optional<Instant> end = Optional.ofNullable(until).map(text -> HoldTime.parse(text, Instant.now()));
            for (Target target : Target.of(settings, ids)) {
                Hold hold = holds.hold(
                        target.runPath(), new HoldRequest(target.artifactId().orElse(null), reason, end, by));
                done.add(new LocatedHold(target.runPath(), hold));
            }
        } catch (InvalidHoldException e) {
            throw misuse(e.getMessage(), e);
        }
        HoldRow.print(out(), done, json);
        return ExitCode.OK;
    }
}

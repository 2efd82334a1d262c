package io.runfolio.cli.removal;

import io.runfolio.bundle.ledger.Hold;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.retention.hold.LocatedHold;
import io.runfolio.retention.hold.UnknownHoldException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio release}. */
@Command(
        name = "release",
        description = "Releases holds.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The id of an artifact releases the holds on it; that of a run those on the run, not on its artifacts.",
            "Exit codes: 0 released; 1 an id is unknown, or has no hold; 2 wrong usage; 4 the disk failed."
        })
public final class ReleaseCommand extends ReportCommand {
    @Parameters(
            paramLabel = "ID",
            arity = "1..*",
            description = "Ids of holds, see `runfolio holds`, or of artifacts or runs.")
    private List<String> ids;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why; kept in the bundle.")
    private String note;

    @Option(names = "--by", paramLabel = "NAME", description = "Who releases; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        HoldService holds = new HoldService(Backends.outputs(settings), Clock.systemUTC());
        List<LocatedHold> found = new ArrayList<>();
        for (String id : ids) {
            found.addAll(
                    id.startsWith("hold-")
                            ? List.of(holds.find(id).orElseThrow(() -> new UnknownHoldException(id)))
                            : on(settings, holds, id));
        }
        List<LocatedHold> released = found.stream()
                .distinct()
                .map(located -> new LocatedHold(
                        located.runPath(),
                        holds.release(located.runPath(), located.hold().holdId(), by, note)))
                .toList();
        HoldRow.print(out(), released, json);
        return ExitCode.OK;
    }

    private static List<LocatedHold> on(RunfolioSettings settings, HoldService holds, String id) {
        List<LocatedHold> found = new ArrayList<>();
        for (Target target : Target.of(settings, List.of(id))) {
            for (Hold hold : holds.list(target.runPath())) {
                if (target.artifactId()
                        .map(one -> one.equals(hold.artifactId()))
                        .orElse(hold.artifactId() == null)) {
                    found.add(new LocatedHold(target.runPath(), hold));
                }
            }
        }
        if (found.isEmpty()) {
            throw new UnknownHoldException("on " + id);
        }
        return found;
    }
}

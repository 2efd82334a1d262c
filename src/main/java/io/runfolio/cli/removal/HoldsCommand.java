package io.runfolio.cli.removal;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.wiring.Backends;
import java.time.Clock;
import picocli.CommandLine.Command;

/** {@code runfolio holds}. */
@Command(name = "holds", description = "Lists all holds.", mixinStandardHelpOptions = true)
public final class HoldsCommand extends ReportCommand {
    @Override
    public Integer call() {
        HoldRow.print(out(), new HoldService(Backends.outputs(options.read()), Clock.systemUTC()).all(), json);
        return ExitCode.OK;
    }
}

package io.runfolio.cli.retention;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.plan.ApplyState;
import io.runfolio.wiring.RetentionAccess;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio retention apply}. */
@Command(
        name = "apply",
        description = "Removes what a plan names, if it is unprotected and unchanged; continues after a stop.",
        mixinStandardHelpOptions = true)
final class RetentionApplyCommand extends ReportCommand {
    @Parameters(paramLabel = "PLAN", description = "Id of the plan.")
    private String planId;

    @Option(names = "--policy", paramLabel = "FILE", description = "The policy of the plan, if the settings name none.")
    private Path policy;

    @Override
    public Integer call() {
        try (RetentionAccess access = RetentionAccess.open(options.read(), Optional.ofNullable(policy))) {
            ApplyState before = access.service().state(planId);
            ApplyState end = access.service()
                    .apply(
                            planId,
                            System.getProperty("user.name", "unknown"),
                            state -> Terminal.progress(state.done(), state.entries(), "removals"));
            if (json) {
                Terminal.json(out(), end);
            } else {
                print(before, end);
            }
        }
        return ExitCode.OK;
    }

    private void print(ApplyState before, ApplyState end) {
        if (before.isComplete()) {
            out().println("The plan " + planId + " was applied before; nothing was done.");
        }
        out().println(end.removed() + " of " + end.entries() + " removals made, " + ByteWords.of(end.bytes())
                + " of media removed" + more(end));
        end.skipped().forEach((reason, count) -> out().println("skipped " + count + ": " + reason));
    }

    private static String more(ApplyState end) {
        return end.otherBytes() == 0 ? "" : ", and " + ByteWords.of(end.otherBytes()) + " of other files";
    }
}

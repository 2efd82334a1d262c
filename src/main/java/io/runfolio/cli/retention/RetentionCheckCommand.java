package io.runfolio.cli.retention;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.policy.PolicyFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code runfolio retention check}. */
@Command(
        name = "check",
        description = "Checks a policy and names all of its mistakes.",
        mixinStandardHelpOptions = true)
final class RetentionCheckCommand extends ReportCommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The policy; that of the settings if left out.")
    private Path file;

    @Override
    public Integer call() {
        Path policy = Optional.ofNullable(file)
                .or(() -> options.read().retention().policy())
                .orElseThrow(() -> misuse("Name a policy, or set runfolio.retention.policy"));
        PolicyFile.State state = new PolicyFile(policy).current();
        if (json) {
            Terminal.json(out(), Map.of("policy", policy.toString(), "problems", state.problems()));
        } else if (state.problems().isEmpty()) {
            out().println(policy + ": " + state.orThrow().rules().size() + " rules, no mistakes");
        } else {
            state.problems().forEach(problem -> out().println(problem.message()));
        }
        return state.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }
}

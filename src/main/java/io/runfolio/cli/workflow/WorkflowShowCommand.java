package io.runfolio.cli.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.workflow.run.RunService;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio workflow show}. */
@Command(
        name = "show",
        description = "Shows a workflow run with its steps and costs; without RUN, the newest runs.",
        mixinStandardHelpOptions = true)
final class WorkflowShowCommand extends ReportCommand {
    @Parameters(paramLabel = "RUN", arity = "0..1", description = "Id of the run, or a unique prefix.")
    private String run;

    @Option(names = "--limit", paramLabel = "N", description = "Maximum number of runs; default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw misuse("--limit must be at least 1");
        }
        return WorkflowAccess.read(options.read(), this::show);
    }

    private int show(RunService runs) {
        if (run == null) {
            list(runs.list(Optional.empty(), limit));
            return ExitCode.OK;
        }
        ObjectNode found = WorkflowAccess.find(runs, run);
        if (json) {
            Terminal.json(out(), found);
        } else {
            new RunReport(out()).print(found);
        }
        return ExitCode.OK;
    }

    private void list(List<ObjectNode> found) {
        if (json) {
            Terminal.json(out(), found);
            return;
        }
        Terminal.table(
                out(),
                List.of("RUN", "STATE", "TEMPLATE", "VERSION", "QUEUED"),
                found.stream()
                        .map(one -> List.of(
                                RunReport.text(one, "id"),
                                RunReport.text(one, "state"),
                                RunReport.text(one, "templateId"),
                                RunReport.text(one, "templateVersion"),
                                RunReport.text(one, "queuedAt")))
                        .toList());
    }
}

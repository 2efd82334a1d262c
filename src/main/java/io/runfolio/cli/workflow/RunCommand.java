package io.runfolio.cli.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.workflow.run.RunService;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Command that changes a run, and may wait for its end. */
abstract class RunCommand extends ReportCommand {
    @Option(names = "--by", paramLabel = "NAME", description = "Name for the record; default: ${DEFAULT-VALUE}.")
    String by = System.getProperty("user.name");

    /** Prints the run, after its end if the command waits for it. */
    final int report(RunService runs, ObjectNode run, boolean isWaiting) {
        PrintWriter out = out();
        if (!isWaiting) {
            print(run);
            return ExitCode.OK;
        }
        PrintWriter err = err();
        err.println(run.path("id").asText());
        ObjectNode ended =
                new RunWait(runs, new RunProgress(err, Terminal.isErrorTerminal(), Terminal.errorColumns())).await(run);
        print(ended);
        out.flush();
        RunWait.explain(ended, err);
        return RunWait.exitCode(ended);
    }

    private void print(ObjectNode run) {
        if (json) {
            Terminal.json(out(), run);
        } else {
            out().println(run.path("id").asText() + " " + run.path("state").asText());
        }
    }
}

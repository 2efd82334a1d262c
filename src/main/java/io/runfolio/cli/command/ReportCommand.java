package io.runfolio.cli.command;

import io.runfolio.cli.output.Terminal;
import io.runfolio.run.Finding;
import java.util.List;
import picocli.CommandLine.Option;

/** Command whose result is text for people, or JSON. */
public abstract class ReportCommand extends SettingsCommand {
    @Option(names = "--json", description = "Print JSON.")
    protected boolean json;

    /**
     * Prints a result: as JSON, or its findings, one a line, and a summary.
     *
     * @param report result as a whole
     */
    protected final void print(Object report, List<Finding> findings, String summary) {
        if (json) {
            Terminal.json(out(), report);
            return;
        }
        findings.forEach(finding -> out().println(Terminal.finding(finding)));
        out().println(summary);
        out().flush();
    }
}

package io.runfolio.cli.command;

import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.work.Verification;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code runfolio verify}. */
@Command(
        name = "verify",
        description = "Verifies bundles, index lines and events; changes nothing.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand extends ReportCommand {
    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        Verification.Report report = Verification.of(
                Backends.outputs(settings),
                Backends.audit(settings),
                settings,
                (done, of) -> Terminal.progress(done, of, "bundles"));
        PrintWriter out = out();
        if (json) {
            Terminal.json(out, report);
        } else {
            report.notes().forEach(note -> out.println("note: " + Terminal.finding(note)));
            report.findings().forEach(finding -> out.println(Terminal.finding(finding)));
            out.println(report.bundles() + " bundles, " + report.lines() + " index lines, " + report.events()
                    + " events: "
                    + (report.findings().isEmpty()
                            ? "all is whole."
                            : report.findings().size() + " findings."));
            out.flush();
        }
        return report.findings().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }
}

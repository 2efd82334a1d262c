package io.runfolio.cli;

import io.runfolio.flow.Verification;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code runfolio verify}. */
@Command(
        name = "verify",
        description = "Checks every bundle, index line and event against each other; changes nothing.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        Verification.Report report = Verification.of(settings, (done, of) -> Terminal.progress(done, of, "bundles"));
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Terminal.json(out, report);
        } else {
            report.findings()
                    .forEach(finding -> out.println(finding.code() + ": " + Terminal.printable(finding.message()) + " ("
                            + Terminal.printable(finding.path()) + ")"));
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
